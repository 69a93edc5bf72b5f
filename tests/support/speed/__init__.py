"""What a page costs: instructions, statements, and how the database finds what they ask for."""
