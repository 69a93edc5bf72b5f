"""A hook for the rule whom the site may write to.

The rule needs the people package, which stands above the outbox, so it is registered here at start-up.
"""

from collections.abc import Callable

from flask import Flask, current_app

from intro_app.outbox.email import Email

_RULE = "outbox.reach"

Rule = Callable[[Email], bool]


def ask_before_posting(app: Flask, rule: Rule) -> None:
    """Register the rule that is asked before any e-mail is posted, except security mail and farewells."""
    app.extensions[_RULE] = rule


def may_be_written_to(email: Email) -> bool:
    """Whether the registered rule allows this e-mail to its reader."""
    rule: Rule = current_app.extensions[_RULE]
    return rule(email)
