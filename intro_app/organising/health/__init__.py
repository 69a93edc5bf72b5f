"""How the site is, for an organiser who has no shell: what is wrong, what to do, and whom to tell."""
