"""The directory of members who chose to be found, and the page of one profile."""

from collections.abc import Mapping
from datetime import date

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.identity.forms import PURPOSES
from intro_app.identity.queries import is_nobody_here
from intro_app.identity.session import current_member
from intro_app.people import queries
from intro_app.people.forms import PeopleSearchForm
from intro_app.people.found import number_said, rows_of
from intro_app.people.listing import sees_list
from intro_app.people.policy import Cursor, Says, is_public_id, said_by
from intro_app.people.queries.own_fields import answers_shown
from intro_app.people.views.blueprint import bp
from intro_app.people.visibility import SeenDoor, doors_seen_by
from intro_app.trust.queries import standing_words


@bp.get("/people")
def people() -> str:
    """List people who chose to be found, in an order that changes every day, or those who are looked for."""
    reader, cursor = current_member(), Cursor.read(request.args.get("after", ""))
    if not sees_list(reader.id, now()):
        return render_template("people/no_list.html", rule=settings().directory)
    form = PeopleSearchForm(request.args)
    form.offer_choices()
    if form.said():
        return _found(form)
    found = queries.more_people(reader.id, cursor) if cursor else queries.first_people(reader.id, _today())
    rows, more = found
    doors = doors_seen_by(reader.id, [row.id for row in rows])
    return render_template(
        "people/people.html",
        reader=reader,
        rows=rows,
        doors=doors,
        says=_said_by_each(doors),
        more=more,
        is_first=cursor is None,
        is_alone=not rows and cursor is None and is_nobody_here(but=reader.id),
        form=form,
        number="",
        is_similar=False,
        is_in_turn=True,
        is_unfinished=False,
    )


@bp.get("/people/<public_id>")
def person(public_id: str) -> str:
    """Show a member's profile to those who may see it; everybody else gets a 404."""
    reader = current_member()
    listed = sees_list(reader.id, now())
    found = queries.profile(reader.id, public_id, listed=listed) if is_public_id(public_id) else None
    if found is None:
        abort(404)
    refused = [PURPOSES[purpose] for purpose in found.refused_purposes if purpose in PURPOSES]
    return render_template(
        "people/person.html",
        profile=found,
        answers=answers_shown(reader.id, found.id),
        standing_words=standing_words(found.id, now()),
        is_self=found.id == reader.id,
        refused=refused,
        says=(says := said_by(found, _today(), now())),
        takes_asks_now=says in (Says.OPEN, Says.THROUGH),  # no button where asks are not taken
    )


def _found(form: PeopleSearchForm) -> str:
    reader, wanted, after = current_member(), form.wanted(), request.args.get("after", "")
    page = queries.find_people(reader.id, wanted, now(), after)
    doors = doors_seen_by(reader.id, [person.id for person in page.people])
    return render_template(
        "people/people.html",
        reader=reader,
        rows=rows_of(page, wanted),
        doors=doors,
        says=_said_by_each(doors),
        more=page.more,
        is_first=not after,
        is_alone=False,
        form=form,
        number=number_said(page),
        is_similar=page.is_similar,
        is_in_turn=page.is_in_turn,
        is_unfinished=page.is_unfinished,
    )


def _said_by_each(doors: Mapping[int, SeenDoor]) -> dict[int, Says]:
    """Return what each door says now, by member."""
    today, at = _today(), now()
    return {member: said_by(door, today, at) for member, door in doors.items()}


def _today() -> date:
    """Return the present day in the site's time zone."""
    return now().astimezone(settings().time_zone).date()
