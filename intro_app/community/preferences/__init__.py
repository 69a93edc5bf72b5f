"""What a member wants to hear from the community, and when."""
