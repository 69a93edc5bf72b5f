"""E-mails about what concerns a member in their circles: replies, mentions, and notices from the hosts."""
