"""Signing in with an OpenID provider: the code flow, which identity is whose, and groups by claims."""
