"""The rule whom we may write to: it knows people, so it stands above the outbox and is registered with it."""

from collections.abc import Callable

from flask import Flask, current_app

from intro_app.outbox.email import Email

_RULE = "outbox.reach"

Rule = Callable[[Email], bool]


def ask_before_posting(app: Flask, rule: Rule) -> None:
    """Ask this rule before any e-mail is posted, but for security mail and farewells."""
    app.extensions[_RULE] = rule


def may_be_written_to(email: Email) -> bool:
    """Whether the registered rule lets this e-mail go to its reader."""
    rule: Rule = current_app.extensions[_RULE]
    return rule(email)
