"""What happens when something was wrong: reports, hearings, decisions, appeals, and the figures about them."""
