"""Puts introductions into words for pages: refusals, titles, what comes next, what happened."""

from collections.abc import Callable, Iterable

from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.i18n import ngettext
from intro_app.identity.models import ContactField, Member
from intro_app.identity.session import current_member
from intro_app.introductions import queries, service
from intro_app.introductions.models import Ask
from intro_app.introductions.reading import IntroductionView
from intro_app.introductions.states import Answer, Role, State, Way
from intro_app.introductions.texts import AskText
from intro_app.introductions.views.blueprint import bp
from intro_app.profile_links.queries import VerifiedLink, shown
from intro_app.trust.queries import standing_words
from intro_app.web.formatting import listed
from intro_app.web.messages import error_message
from intro_app.web.templating import day, moment
from intro_app.wording import N_

_SHARES = {
    ContactField.EMAIL: N_("e-mail address"),
    ContactField.PHONE: N_("phone number"),
    ContactField.CALENDAR_LINK: N_("calendar link"),
}


def not_written(connector: Member) -> str:
    """Return why the site writes to no guest for a member now, told before they write; empty if it does."""
    try:
        service.ensure_writes_for(connector, now())
    except DomainError as refused:
        return error_message(refused)
    return ""


@bp.app_template_global()
def title_of(seen: IntroductionView, _: Callable[..., str] = _) -> str:
    """Return one line that tells this introduction from the reader's others.

    A list hands in what says its sentences, `speaker()`.
    """
    names = {role.value: seen.name_of(role) for role in Role}
    if seen.role is Role.CONNECTOR:
        return _connectors_title(seen, names, _)
    other = names[seen.role.other]
    if seen.state is State.CONNECTED:
        return _("You and %(name)s", name=other)
    if seen.way is Way.OFFERED:
        return _("%(connector)s would like you to meet %(name)s", connector=names["connector"], name=other)
    if seen.role is Role.SECOND:
        return _("%(name)s would like to meet you", name=other)
    if seen.way is Way.BLIND:
        return _(
            "Request to %(connector)s for someone who “%(someone)s”",
            connector=names["connector"],
            someone=other.removesuffix("."),
        )
    return _("Request to meet %(name)s", name=other)


def _connectors_title(seen: IntroductionView, names: dict[str, str], _: Callable[..., str]) -> str:
    if seen.way is Way.OFFERED:
        if not names["second"]:
            return _("Offer to introduce %(first)s and your guest", first=names["first"])
        return _("Offer to introduce %(first)s and %(second)s", first=names["first"], second=names["second"])
    if names["second"]:
        return _("%(first)s would like to meet %(second)s", first=names["first"], second=names["second"])
    if seen.answer is Answer.YES:
        return _("%(first)s would like to meet your guest", first=names["first"])
    return _("%(first)s would like to meet someone you may know", first=names["first"])


@bp.app_template_global()
def details_go_out(ask: Ask) -> str:
    """Return when the details go out, for somebody who has just said yes; empty while others decide."""
    seen = queries.view_of(ask.introduction, ask.role)
    goes_out = seen.goes_out_at(now(), settings().undo_window)
    return (
        _("Everyone has said yes. Details will be exchanged on %(moment)s.", moment=moment(goes_out))
        if goes_out
        else ""
    )


@bp.app_template_global()
def introduced_with(member_id: int) -> IntroductionView | None:
    """Return the introduction by which the reader met this member here, as its page shows it; or None."""
    met = queries.introduction_between(current_member().id, member_id)
    if met is None:
        return None
    return queries.view_of(met, Role.FIRST if met.second_id == member_id else Role.SECOND)


@bp.app_template_global()
def share_words(shares: Iterable[str]) -> str:
    """Return what is shared, in words."""
    return listed([_(_SHARES[ContactField(one)]) for one in shares]) or _("nothing")


@bp.app_template_global()
def asked_for(text: AskText) -> list[tuple[str, str]]:
    """Return what a letter asks for, as labels and words: the purpose, how long and by which way, by when."""
    minutes = ngettext("%(num)s minute", "%(num)s minutes", text.minutes)
    return [
        (_("What for"), _(text.purpose.label)),
        (_("Asking for"), _("%(minutes)s, %(medium)s", minutes=minutes, medium=_(text.medium.label))),
        (_("By when"), day(text.by_when) if text.by_when else ""),
    ]


@bp.app_template_global()
def standing_of(member: Member) -> str:
    """Return a member's standing in the words that others read; never a number."""
    return _(standing_words(member.id, now()).value)


@bp.app_template_global()
def own_details(member: Member) -> dict[str, str]:
    """Return a member's own details beside the boxes they tick; only for pages behind their own sign-in."""
    return {field.value: value for field, value in member.contact(ContactField).items()}


@bp.app_template_global()
def links_shown_of(member: Member) -> list[VerifiedLink]:
    """Return the pages that were verified as theirs, for whoever is asked about them."""
    return shown(member.shown_links)
