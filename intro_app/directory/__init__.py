"""Being found: the people who chose to be visible, in an order that nothing can buy."""
