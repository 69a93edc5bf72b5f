"""The domain: asking for an introduction, answering, and what follows from the answers."""
