"""Where caretakers make the fields that their community has besides the profile."""
