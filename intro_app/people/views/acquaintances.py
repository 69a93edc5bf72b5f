"""The pages of acquaintances and blocks, and those behind their links in e-mails."""

from flask import abort, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.links import LinkPurpose
from intro_app.people import queries, service
from intro_app.people.forms import KnownAddressForm
from intro_app.people.found import finder_of_known
from intro_app.people.views.blueprint import Page, bp
from intro_app.people.visibility import found_by, seen_by
from intro_app.text import plain
from intro_app.text.names import LONGEST
from intro_app.web.access import token_page, while_suspended
from intro_app.web.incoming import number
from intro_app.web.languages import use_locale
from intro_app.web.limits import hit, refuse
from intro_app.web.paths import redirect_to

# A limit, because each question may send an e-mail to somebody who does not expect it.
QUESTIONS_OF_ONE_MEMBER = "20/day;60/month"


@bp.get("/me/acquaintances")
def acquaintances() -> Page:
    """List the member's acquaintances, and the questions to and by them."""
    return _acquaintances(KnownAddressForm())


@bp.post("/me/acquaintances")
def know_by_address() -> Page:
    """Say that I know whoever has this address; the answer does not reveal whether a member has it."""
    form = KnownAddressForm()
    if form.validate():
        _slow_down()
        try:
            service.know_by_address(current_member(), form.email.data or "", now())
        except DomainError as problem:
            form.email.errors = [_(problem.sentence)]
        else:
            return redirect_to("people.acquaintances", done="know-asked")
    return _acquaintances(form), 422


@bp.post("/people/<public_id>/know")
def know(public_id: str) -> Page:
    """Say that I know the person with this profile."""
    other = seen_by(current_member().id, public_id) or abort(404)
    _slow_down()
    service.say_i_know(current_member(), other, now())
    return redirect_to("people.acquaintances", done="know-asked")


@bp.post("/me/acquaintances/answer")
def answer_acquaintance() -> Page:
    """Answer that I know them, or that I do not, which nobody is told."""
    knows = request.form.get("answer") == "yes"
    service.answer(_number("acquaintance"), current_member().id, knows, now())
    return redirect_to("people.acquaintances", done="known" if knows else "answered")


@bp.post("/me/acquaintances/end")
@while_suspended
def end_acquaintance() -> Page:
    """End an acquaintance or take back a question."""
    service.end(_number("acquaintance"), current_member().id, now())
    return redirect_to("people.acquaintances", done="know-ended")


@bp.post("/me/acquaintances/show")
def show_acquaintance() -> Page:
    """Choose whether others see an acquaintance."""
    shows = request.form.get("show") == "yes"
    service.show(_number("acquaintance"), current_member().id, shows)
    return redirect_to("people.acquaintances", done="shown" if shows else "hidden")


@bp.get("/k/<token>")
@token_page
def acquaintance_link(token: str) -> Page:
    """Show the question from the e-mail; nothing is preselected."""
    return _question(token, problem="")


@bp.post("/k")
@token_page
def answer_acquaintance_link() -> Page:
    """Take the answer from the e-mail; it needs a choice, since mail scanners press lone buttons."""
    token = request.form.get("token", "")
    link = links.find(token, LinkPurpose.ACQUAINTANCE).ensure_open(now())
    chosen = request.form.get("answer")
    if chosen not in {"yes", "no"}:
        return _question(token, problem=_("Choose an answer."))
    _proposer, asked = queries.asked_about(link.subject_id)
    use_locale(asked.locale)
    knows = service.answer(link.subject_id, asked.id, chosen == "yes", now())
    return render_template("people/acquaintance_answered.html", knows=knows)


@bp.get("/me/blocks")
def blocks() -> Page:
    """List whom the member blocks; nobody else sees this."""
    typed = plain.one_line(request.args.get("find", ""))[:LONGEST]
    before = queries.block_marked(current_member().id, plain.one_line(request.args.get("before", "")))
    page, search = queries.find_blocked(current_member().id, typed, before)
    return render_template(
        "people/blocks.html",
        blocks=page.rows,
        more=page.rows[-1].mark if page.more else "",
        is_first=before is None,
        search=search,
    )


@bp.post("/me/blocks/lift")
@while_suspended
def unblock() -> Page:
    """Lift one of the member's blocks."""
    service.unblock(plain.one_line(request.form.get("block", "")), current_member().id)
    return redirect_to("people.blocks", done="unblocked")


@bp.post("/people/<public_id>/block")
@while_suspended
def block(public_id: str) -> Page:
    """Block this person."""
    other = found_by(current_member().id, public_id) or abort(404)
    service.block(current_member().id, other.id, now())
    return redirect_to("people.blocks", done="blocked")


@bp.get("/b/<token>")
@token_page
def block_link(token: str) -> Page:
    """Show whom this link would block."""
    blocker, blocked = service.pair_of(links.find(token, LinkPurpose.BLOCK), now())
    use_locale(blocker.locale)
    return render_template("people/block.html", token=token, name=blocked.name, problem="")


@bp.post("/b")
@token_page
def follow_block_link() -> Page:
    """Block them, if the box is ticked."""
    token = request.form.get("token", "")
    blocker, blocked = service.pair_of(links.find(token, LinkPurpose.BLOCK), now())
    use_locale(blocker.locale)
    if request.form.get("sure") != "yes":
        problem = _("Tick the box to confirm.")
        return render_template("people/block.html", token=token, name=blocked.name, problem=problem), 422
    service.block(blocker.id, blocked.id, now())
    return render_template("people/blocked.html", name=blocked.name)


def _acquaintances(form: KnownAddressForm) -> str:
    mine, before = current_member().id, {name: _before(name) for name in ("before", "asking", "asked")}
    return render_template(
        "people/acquaintances.html",
        form=form,
        later={name for name, one in before.items() if one is not None},
        among=finder_of_known(mine, request.args.get("find", ""), before["before"]),
        to_me=queries.proposed_to_page(mine, before["asking"]),
        by_me=queries.proposed_by_page(mine, before["asked"]),
    )


def _before(name: str = "before") -> int | None:
    """Return before which id a page of a list begins; None for the first one."""
    return number(request.args.get(name))


def _question(token: str, problem: str) -> Page:
    link = links.find(token, LinkPurpose.ACQUAINTANCE).ensure_open(now())
    proposer, asked = queries.asked_about(link.subject_id)
    use_locale(asked.locale)
    page = render_template(
        "people/acquaintance_question.html", token=token, proposer=proposer, problem=problem
    )
    return page, 422 if problem else 200


def _number(field: str) -> int:
    return number(request.form.get(field)) or 0


def _slow_down() -> None:
    limit = hit("acquaintance", str(current_member().id), QUESTIONS_OF_ONE_MEMBER)
    if not limit.allowed:
        refuse(limit)
