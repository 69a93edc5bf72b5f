"""The community's rules: facts in, a decision out."""
