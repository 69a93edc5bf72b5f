"""Says in words what somebody is asked: who asks, through whom, and what either would receive."""

from typing import NamedTuple

from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, Way
from intro_app.introductions.texts import OfferText
from intro_app.introductions.views.blueprint import bp
from intro_app.introductions.views.words import share_words


class Question(NamedTuple):
    """What a stranger has to know first: a title, one sentence on who asks, and a few more."""

    title: str
    opening: str
    background: list[str]


@bp.app_template_global()
def question_of(ask: Ask) -> Question:
    """Return the question as the person asked reads it, whatever anybody has answered since."""
    if ask.role is Role.CONNECTOR:
        return _to_connector(ask.introduction)
    background = [sentence for sentence in (_how_they_came_here(ask), *_about_the_site()) if sentence]
    if ask.introduction.way is Way.OFFERED:
        text, connector = ask.introduction.offer_text, _name(ask.introduction, Role.CONNECTOR)
        asked = offered_question(text, ask.role, connector)
        return asked._replace(background=[*asked.background, *background])
    return _to_recipient(ask.introduction, background)


@bp.app_template_global()
def recipients_question(introduction: Introduction) -> Question:
    """Return the question that a connector's yes puts to the recipient, for the connector's preview."""
    return _to_recipient(introduction, [])


@bp.app_template_global()
def exchange_of(ask: Ask) -> list[tuple[str, str]]:
    """Return what each would receive and who sees what, as labels and words."""
    if ask.role is Role.CONNECTOR:
        return _exchange_for_connector(ask.introduction)
    consent = ask.introduction.consent_of(ask.role.other)
    rows = [
        (_("You’d receive"), share_words(consent.shares) if consent else _("at least one way to reach them")),
        (_("They’d receive"), _("what you choose below, once everyone has said yes")),
    ]
    if connector := ask.introduction.connector:
        seen = _("%(name)s hears only whether you two were introduced.", name=connector.name)
        rows.append((_("Who sees what"), seen))
    return rows


def _to_connector(introduction: Introduction) -> Question:
    name, other = _name(introduction, Role.FIRST), _name(introduction, Role.SECOND)
    nothing_passes = _("No contact details pass through you.")
    if introduction.way is Way.BLIND:
        choice = _(
            "You choose who to ask, or nobody. %(name)s never learns who you asked unless they say yes.",
            name=name,
        )
        return Question(
            _("Do you know someone %(name)s should meet?", name=name),
            _("%(name)s would like to meet someone you may know, and asks you to introduce them.", name=name),
            [choice, nothing_passes],
        )
    return Question(
        _("Would you introduce %(name)s to %(other)s?", name=name, other=other),
        _("%(name)s would like to meet %(other)s and asks you to introduce them.", name=name, other=other),
        [_("If you say yes, we ask %(other)s, with your words first.", other=other), nothing_passes],
    )


@bp.app_template_global()
def offered_question(text: OfferText, role: str, connector: str) -> Question:
    """Return the question of an offer as the party with this role reads it."""
    is_first = role == Role.FIRST
    turn = (
        _("You are asked first. The other person hears of it only if you say yes.")
        if is_first
        else _("The other person has already said yes.")
    )
    other = text.second_described if is_first else text.first_described
    return Question(
        _("Would you like to meet someone %(connector)s knows?", connector=connector),
        _("%(connector)s thinks you should meet “%(described)s”.", connector=connector, described=other),
        [turn],
    )


def _to_recipient(introduction: Introduction, background: list[str]) -> Question:
    name = _name(introduction, Role.FIRST)
    title = _("Would you like to meet %(name)s?", name=name)
    if introduction.connector is None:
        opening = _("%(name)s is writing to you directly and would like to meet you.", name=name)
    else:
        opening = _("%(connector)s thinks you and %(name)s should meet.", **_both(introduction))
    return Question(title, opening, background)


def _how_they_came_here(ask: Ask) -> str:
    """Return why they of all people are asked, and what the requester knows of it."""
    introduction, both = ask.introduction, _both(ask.introduction)
    if ask.is_carried:
        return _("%(connector)s sent you this link and didn’t give us your address.", **both)
    if isinstance(ask.person, Guest):
        return _guest_written_to(introduction)
    if introduction.way is Way.DIRECT:
        return _("You get this because you let members ask you directly.")
    if introduction.way is Way.NAMED:
        return _("%(name)s asked %(connector)s to be introduced to you, by name.", **both)
    if introduction.way is Way.BLIND:
        return _("%(name)s doesn’t know that %(connector)s thought of you.", **both)
    return ""


def _guest_written_to(introduction: Introduction) -> str:
    both = _both(introduction)
    if introduction.way is Way.OFFERED:
        return _(
            "%(connector)s gave us your address to ask you this; the other person hasn’t seen it.", **both
        )
    return _("%(connector)s gave us your address to ask you this; %(name)s hasn’t seen it.", **both)


def _about_the_site() -> list[str]:
    site = settings().site_name
    return [
        _("%(site)s is a site where introductions happen only if everyone agrees.", site=site),
        _("Nothing about you has been shared."),
    ]


def _exchange_for_connector(introduction: Introduction) -> list[tuple[str, str]]:
    name = _name(introduction, Role.FIRST)
    words = _(
        "The person you ask reads your words at once. %(name)s reads them only if the two are introduced.",
        name=name,
    )
    return [
        (_("Who sees what"), words),
        (_("Who is waiting"), _("%(name)s is waiting for you. Nobody else has been asked.", name=name)),
    ]


def _both(introduction: Introduction) -> dict[str, str]:
    return {"name": _name(introduction, Role.FIRST), "connector": _name(introduction, Role.CONNECTOR)}


def _name(introduction: Introduction, role: Role) -> str:
    person = introduction.person(role)
    return person.name if person else ""
