"""Writes an archive: one JSON file by a documented schema, contact cards and a calendar, in a zip file."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import select

from intro_app.community.circles.models import Circle
from intro_app.community.gatherings import calendar
from intro_app.community.gatherings.models import Gathering
from intro_app.community.gatherings.queries import feed_of
from intro_app.community.pictures.queries import gathering_picture
from intro_app.db import db
from intro_app.followups.queries import Card, follow_up_of, introduced_to, notes_to, thanked
from intro_app.identity.models import Member
from intro_app.introductions import vcard
from intro_app.introductions.models import Consent, Introduction
from intro_app.introductions.queries import known_to, view_of
from intro_app.introductions.states import Role
from intro_app.moderation.models import Case
from intro_app.moderation.queries.lists import MyCase, cases_of, of_member
from intro_app.moderation.queries.looks import looks_shown
from intro_app.moderation.stages import CaseStage
from intro_app.people.queries import acquaintances_of, blocked_by
from intro_app.privacy.picture_files import name_of, pictures_of
from intro_app.privacy.sections import SECTIONS, rows_of
from intro_app.suggestions.queries import all_resting_for, all_shown_to

SCHEMA_VERSION = 1
_OF_A_GATHERING = (
    *("title", "about", "place", "link", "starts_at", "minutes", "time_zone", "capacity"),
    *("rule", "planned_for", "made_at", "changed_at", "cancelled_at", "taken_down_at"),
)


def archive_of(member: Member, at: datetime) -> bytes:
    """Return the zip file with all that this member may read, and nothing private of others."""
    cards, file = list(_cards(member, at)), BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        whole = json.dumps(contents(member, at), default=_as_text, indent=1, ensure_ascii=False)
        archive.writestr("archive.json", whole)
        shared = [vcard.of(card.name, card.shared) for card in cards if card.shared]
        archive.writestr("contacts.vcf", b"".join(shared))
        archive.writestr("gatherings.ics", calendar.feed(feed_of(member.id, at)))
        for name, content in pictures_of(member, at):
            archive.writestr(f"pictures/{name}.webp", content, ZIP_STORED)
    return file.getvalue()


def contents(member: Member, at: datetime) -> dict[str, Any]:
    """Return what `archive.json` holds; docs/export.md describes each part."""
    return {
        "schema_version": SCHEMA_VERSION,
        "made_at": at,
        **{name: rows_of(section, member) for name, section in SECTIONS.items()},
        "gatherings_i_host": _gatherings_of(member.id),
        "introductions": [_introduction(one, member) for one in known_to(member)],
        "people_introduced_to_me": [_card(card) for card in _cards(member, at)],
        "thanks_to_me": [
            {"words": note.words, "given_at": note.given_at, "from": note.name} for note in _notes(member.id)
        ],
        "people_i_know": [{"name": one.name} for one in acquaintances_of(member.id)],
        "people_i_block": [{"name": one.name, "since": one.since} for one in blocked_by(member.id)],
        "suggestions_to_me": [
            {"looks_for": seeker, "can_help": helper, "made_at": made_at}
            for seeker, helper, made_at in all_shown_to(member.id)
        ],
        "pairs_not_suggested_again": [
            {"one": one, "other": other, "since": since} for one, other, since in all_resting_for(member.id)
        ],
        "my_cases": [_case(row, member, at) for row in cases_of(member.id, at)],
        "looks_at_my_details": [look._asdict() for look in looks_shown(member.id, at)],
    }


def _introduction(introduction: Introduction, member: Member) -> dict[str, Any]:
    """Return one introduction as its page shows it to this member: never more than they may know by now."""
    role = introduction.role_of(member)
    assert role is not None, "it is one of theirs"
    seen, ask = view_of(introduction, role), introduction.ask_of(role)
    wrote = introduction.text if role is introduction.author_role else None
    return {
        "id": introduction.public_id,
        "way": introduction.way,
        "my_role": role,
        "status": seen.status,
        "sent_at": introduction.sent_at,
        "ended_at": seen.ended_on,
        "with": {str(other): seen.name_of(other) for other in Role if other is not role},
        "my_letter": wrote,
        "my_endorsement": introduction.endorsement if role is Role.CONNECTOR else None,
        "my_answer": ask
        and {"answer": ask.answer, "at": ask.answered_at, "words": ask.words, "ask_after": ask.ask_after},
        "my_consents": [_consent(one) for one in introduction.consents if one.role is role],
        "my_follow_up": _follow_up(introduction, role),
        "my_thanks": [{"to": to, "words": words} for to, words in thanked(introduction.id, role).items()],
    }


def _follow_up(introduction: Introduction, role: Role) -> dict[str, Any] | None:
    """Return what this party said about how it went, or None if they said nothing."""
    asked = follow_up_of(introduction.id)
    reply = next((one for one in asked.replies if one.role is role), None) if asked else None
    return {"answered_at": reply.answered_at, **asdict(reply.said)} if reply else None


def _case(row: MyCase, member: Member, at: datetime) -> dict[str, Any]:
    """Return a case as far as the member knows of it, with what they wrote in it."""
    found = of_member(member, row.public_id, at)
    case, side = found or (None, None)
    appeal = case.appeal_of(*side) if case and side else None
    mine = case if row.is_about_me else None
    return {
        "is_about_me": row.is_about_me,
        "stage": row.stage,
        "grounds": row.grounds,
        "since": row.since,
        "what_was_reported": mine.allegation if mine and mine.is_known(at) else "",
        "my_side": mine.side if mine else "",
        "decision": _decision(case, is_about_me=row.is_about_me) if case else None,
        "my_appeal": appeal.text if appeal else "",
        "my_appeal_ended": {"outcome": appeal.outcome, "why": appeal.reasons, "at": appeal.decided_at}
        if appeal and appeal.decided_at
        else None,
        "taken_down": _taken_down(mine) if mine else None,
        # Not while it is open: what staff note then could tell who reported.
        "staff_notes": _notes_on(mine) if mine and mine.stage is CaseStage.DECIDED else [],
    }


def _decision(case: Case, *, is_about_me: bool) -> dict[str, Any] | None:
    """Return the decision in force as the page of the case tells it to this side."""
    made = case.decision
    if made is None:
        return None
    told = {
        "outcome": made.outcome,
        "rule": made.rule,
        "why": made.facts if is_about_me else made.facts_for_reporters,
        "at": made.in_force_at,
        "overturned_at": made.overturned_at,
        "took_down": made.removes and (is_about_me or not case.is_introduction),
    }
    if not is_about_me:
        return told
    return told | {"severity": made.counted, "stops": list(made.stops), "stops_until": made.stopped_until}


def _taken_down(case: Case) -> dict[str, Any] | None:
    """Return the member's own words that a moderator took down, or None."""
    if case.is_introduction or case.withheld is None:
        return None
    # Of a profile there are also copies that others saw of it.
    words = {name: kept for name, kept in case.withheld.items() if name not in {"seen", "pictures"}}
    if shown := case.withheld.get("pictures"):
        words["pictures"] = [
            {"alt": one["alt"], "file": name_of(case, place)} for place, one in enumerate(shown)
        ]
    return {"what": case.kind, "words": words}


def _notes_on(case: Case) -> list[dict[str, Any]]:
    return [{"words": note.words, "written_at": note.written_at} for note in case.notes]


def _gatherings_of(member_id: int) -> list[dict[str, Any]]:
    """Return the gatherings of circles that this member hosts, with all that they wrote about them."""
    theirs = select(Gathering).join(Circle).where(Circle.host_id == member_id).order_by(Gathering.id)
    return [
        {name: getattr(one, name) for name in _OF_A_GATHERING} | {"picture": _picture_of(one)}
        for one in db.session.scalars(theirs).all()
    ]


def _picture_of(gathering: Gathering) -> dict[str, str] | None:
    """Return the picture of a gathering: what it shows, and the name of its file."""
    shown = gathering_picture(gathering.picture_id)
    return {"alt": shown.alt, "file": shown.public_id} if shown else None


def _consent(given: Consent) -> dict[str, Any]:
    return {
        "given_at": given.given_at,
        "how": given.how,
        "shares": list(given.shares),
        "taken_back_at": given.taken_back_at,
    }


def _cards(member: Member, at: datetime) -> Iterator[Card]:
    page = introduced_to(member, at)
    yield from page.cards
    while page.next_before:
        page = introduced_to(member, at, page.next_before)
        yield from page.cards


def _notes(member_id: int) -> Iterator[Any]:
    notes = notes_to(member_id)
    while notes:
        yield from notes
        notes = notes_to(member_id, before=notes[-1].id)


def _card(card: Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "shared": {str(field): value for field, value in card.shared.items()},
        "introduced_at": card.introduced_at,
        "through": card.connector,
    }


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
