"""People among each other: the directory, who knows whom, who blocks whom, and who sees whom."""
