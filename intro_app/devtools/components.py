"""A page with every component in every state, built from the templates of the real pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import render_template
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from intro_app.devtools import plots
from intro_app.devtools.views import bp
from intro_app.web.access import public
from intro_app.web.forms import SiteForm

_WHEN = datetime(2027, 5, 3, 12, 35, tzinfo=UTC)


class SampleForm(SiteForm):
    """A form with a field of each kind."""

    name = StringField("Your name", [InputRequired("Tell us what to call you.")])
    address = EmailField("Your e-mail address", [InputRequired("Write an address that you can read.")])
    why = TextAreaField(
        "Why this person?",
        [InputRequired("Say why it must be them.")],
        description="What do they know that few others do?",
    )
    headline = StringField("One line about you", [Length(max=80)])
    purpose = SelectField(
        "Purpose", choices=[SelectChoice("learn", "Learn"), SelectChoice("work", "Work together")]
    )
    weekly = BooleanField("Write to me about answers only", description="Security mails always come.")
    answer = RadioField(
        "Will you meet Alice?",
        [InputRequired("Choose one of the answers.")],
        choices=[
            SelectChoice("yes", "Yes, introduce us"),
            SelectChoice("no", "Not this time"),
            SelectChoice("later", "Not now, and tell them"),
        ],
    )
    share = SelectMultipleField(
        "What Alice would receive",
        [InputRequired("Tick at least one.")],
        choices=[
            SelectChoice("email", "E-mail"),
            SelectChoice("phone", "Phone"),
            SelectChoice("calendar", "Calendar link"),
        ],
    )


@dataclass(frozen=True)
class SampleRow:
    """A row of the list of introductions."""

    title: str
    state: str
    next: str
    closes_at: datetime | None
    waits_for_me: bool = False
    href: str = "#"


@dataclass(frozen=True)
class SampleEvent:
    """An entry of a timeline."""

    at: datetime | None
    text: str
    when: str = ""


ROWS = [
    SampleRow(
        "Alice would like to meet you",
        "Needs your answer",
        "30 minutes, a call",
        _WHEN + timedelta(days=9),
        True,
    ),
    SampleRow("Carol, through Bob", "Waiting", "Carol has been asked.", _WHEN + timedelta(days=10)),
    SampleRow("Someone who restores organs", "Closed without an introduction", "", None),
]
EVENTS = [
    SampleEvent(_WHEN - timedelta(days=2), "You asked Bob."),
    SampleEvent(_WHEN, "Bob passed it on."),
    SampleEvent(None, "A moderator reads it before it’s passed on"),
    SampleEvent(None, "You’ll hear how it ended", "By 13 May 2027 at the latest"),
]


@bp.get("/dev/components")
@public
def all_components() -> str:
    """Show each component in each state: empty, filled, invalid, long."""
    fresh = SampleForm(formdata=None, prefix="fresh")
    wrong = SampleForm(
        formdata=None,
        prefix="wrong",
        data={"headline": "A person of very many words " * 5, "why": "Because."},
    )
    wrong.validate()
    filled = SampleForm(
        formdata=None,
        prefix="filled",
        data={"name": "Alice", "answer": "yes", "share": ["email"], "weekly": True},
    )
    return render_template(
        "devtools/components.html",
        fresh=fresh,
        wrong=wrong,
        filled=filled,
        rows=ROWS,
        events=EVENTS,
        plots=plots,
    )
