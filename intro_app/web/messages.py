"""Turn a DomainError into the sentence that a page shows."""

from datetime import datetime

from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.web.templating import day


def error_message(problem: DomainError) -> str:
    """Return the sentence of a refusal in the reader's language; moments in it are read as days."""
    details = {
        name: day(value) if isinstance(value, datetime) else value for name, value in problem.details.items()
    }
    return _(problem.sentence, **details)
