"""Shows connectors what each of the two will read, before they send their yes."""

from flask import render_template

from intro_app.introductions.forms import AnswerForm, BlindConnectorForm, ConnectorForm
from intro_app.introductions.models import Ask
from intro_app.web.form_recovery import step

PREVIEW = "preview"


def wants_preview(form: AnswerForm) -> bool:
    """Whether this valid answer is to be shown first, and not sent yet; only a connector's yes can be."""
    is_yes = isinstance(form, ConnectorForm) and form.decision.data == "yes"
    return is_yes and step() == PREVIEW


def preview(ask: Ask, form: AnswerForm, *, token: str, post_to: str) -> str:
    """Show the connector's words, the letter and both people's standing as the person asked will see them."""
    assert isinstance(form, ConnectorForm), "nobody else writes what others read"
    return render_template(
        "introductions/answer_preview.html",
        introduction=ask.introduction,
        form=form,
        words=form.endorsement(),
        whom=_whom(ask, form),
        token=token,
        post_to=post_to,
    )


def _whom(ask: Ask, form: ConnectorForm) -> str:
    """Return the name of the person who would be asked; "" for a guest whose name the site does not know."""
    chosen = form.chosen() if isinstance(form, BlindConnectorForm) else None
    if chosen:
        return chosen.member.name if chosen.member else chosen.guest.name if chosen.guest else ""
    return ask.introduction.second.name if ask.introduction.second else ""
