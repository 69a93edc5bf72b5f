"""`python -m intro_app.cli` is `intro`."""

from intro_app.cli import main

main()
