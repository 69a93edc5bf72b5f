"""The list of members and the page of one account, for staff."""
