"""Which groups here the groups at a provider lead into, where the environment does not say so."""
