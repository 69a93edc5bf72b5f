"""The page of a request, for its applicant, and the page on which staff read requests."""

from flask import render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.groups.queries import id_of
from intro_app.i18n import gettext as _
from intro_app.i18n import ngettext
from intro_app.identity import service as accounts
from intro_app.identity.session import browser, current_member
from intro_app.identity.views.signing_in import welcome
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.requests import queries, service
from intro_app.joining.requests.forms import AnswersForm
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import StaffAnswer
from intro_app.links import LinkPurpose
from intro_app.text.mailboxes import masked
from intro_app.web.access import preserves_input, staff, token_page
from intro_app.web.languages import use_locale
from intro_app.web.paths import redirect_to


@bp.get("/q/<token>")
@token_page(csrf=True)
def join_request(token: str) -> Page:
    """Show an applicant how their request stands."""
    return _page(token)


@bp.post("/q")
@token_page(csrf=True)
def come_in() -> Page:
    """Join, as somebody who was let in."""
    token = request.form.get("token", "")
    try:
        entered = service.come_in(links.find(token, LinkPurpose.JOIN_REQUEST), browser(), now())
    except (accounts.NotAtOnce, accounts.OtherWayIn):
        return _page(token, 422)
    return welcome(entered, joined=True)


@bp.post("/q/delete")
@token_page(csrf=True)
def take_back_request() -> Page:
    """Delete an applicant's request, at their wish."""
    service.take_back(links.find(request.form.get("token", ""), LinkPurpose.JOIN_REQUEST), now())
    return render_template("joining/taken_back.html")


@bp.get("/staff/requests")
@staff("host")
def requests_to_join() -> Page:
    """Show staff the requests that wait, the oldest first."""
    return _to_read(AnswersForm(formdata=None))


@bp.post("/staff/requests")
@preserves_input
@staff("host")
def answer_requests() -> Page:
    """Let the chosen applicants in, or not now."""
    form, verdict = AnswersForm(), request.form.get("verdict", "")
    form.offer([one.id for one in queries.waiting()])
    if verdict not in set(StaffAnswer) or not form.requests.data:
        return _to_read(form, _("Tick the people you’re answering, then choose an answer."))
    if not form.validate():
        return _to_read(form, _("Someone has already answered these, or your text is too long."))
    service.answer(
        form.requests.data,
        current_member(),
        StaffAnswer(verdict),
        sentence=form.sentence.data or "",
        remark=form.remark.data or "",
        group_id=id_of(form.group.data),
        at=now(),
    )
    return redirect_to("joining.requests_to_join", done="requests-answered")


def status_page(found: JoinRequest, token: str, status: int = 200) -> Page:
    """Render the page of a request; without `token`, for somebody who has only just proved the address."""
    use_locale(found.locale)
    page = render_template(
        "joining/request.html",
        request=found,
        state=found.state(now()),
        token=token,
        address=masked(found.address),
        has_joined=not found.address,
    )
    return page, status


def _page(token: str, status: int = 200) -> Page:
    link = links.find(token, LinkPurpose.JOIN_REQUEST)
    return status_page(service.request_of(link, now()), token, status)


def _to_read(form: AnswersForm, problem: str = "") -> Page:
    waiting = queries.waiting()
    number = queries.number_waiting()
    page = render_template(
        "joining/requests.html",
        form=form,
        rows=[(one, queries.earlier_answers(one)) for one in waiting],
        chosen=set(form.requests.data or ()),
        number=ngettext("%(num)d request is waiting.", "%(num)d requests are waiting.", number),
        problem=problem,
        at=now(),
    )
    return page, 422 if problem else 200
