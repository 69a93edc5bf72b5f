"""The pages of those who run a community: its members, how the site is, and its figures."""
