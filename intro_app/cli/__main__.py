"""Lets `python -m intro_app.cli` run `intro`."""

from intro_app.cli import main

main()
