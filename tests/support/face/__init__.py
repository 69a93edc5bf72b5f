"""What is told so that every page of a feature shows itself in every state: one module for each feature."""
