"""What is kept about people is in one table, in the docs, and goes when they leave; nothing is forgotten."""

from importlib import import_module
from pathlib import Path

from intro_app.db import Model
from intro_app.privacy.about_nobody import ABOUT_NOBODY
from intro_app.privacy.retention import TABLE
from tests.support.private_columns import OPEN_TO_READERS, PRIVATE, columns_of_words

ROOT = Path(__file__).parent.parent.parent
# Which function erases a column of words when its writer leaves.
ERASED = {
    "identity.service.erasing.close_account": {
        *("member.email", "member.phone", "member.calendar_link", "passkey.name", "session.device"),
        *(
            "door.refused_purposes",
            "door.direct_groups",
            "door_sign.refused_purposes",
            "door_sign.direct_groups",
        ),
        *("search_entry.name", "search_entry.said", "search_entry.stems", "search_entry.tokens"),
    },
    "identity.service.addresses.end_changes": {"address_change.old_email", "address_change.new_email"},
    "identity.service.erasing.erase_profile": {
        *("member.name", "member.headline", "member.can_help_with", "member.looking_for", "member.place"),
        *("member.languages", "own_field_value.shown_text", "own_field_value.sealed_text"),
    },
    "profile_links.service.erase_links": {"profile_link.url", "member.shown_links"},
    "introductions.service.departing.step_out_of_all": {
        *("draft.typed", "guest.name", "guest.email", "guest.phone", "guest.proposed_email"),
    },
    "introductions.service.departing.erase_words_of": {
        *("introduction.text", "introduction.endorsement", "ask.words", "guest.label"),
    },
    "introductions.service.closing.let_go": {"ask.called", "glimpse.seen", "glimpse.own_fields"},
    "followups.service.erasing.erase_notes_of": {"thanks.words"},
    "audit.service.erase_reasons_about": {"audit_reason.words"},
    "memberships.service.leaving.erase": {"membership_waiver.why"},
    "community.departing.service.depart": {
        *("circle_member.words", "board_note.words", "post_edit.words", "mention.written"),
    },
    "organising.members.service.erase_notes": {"staff_note.words"},
    "organising.suspensions.service.erase_suspensions": {
        *("suspension.words", "suspension.appeal_words", "suspension.judge_words"),
    },
    "joining.invitations.service.erase_invitations": {
        *("invitation.name", "invitation.address", "invitation.line"),
    },
    "joining.invitations.service.forget_invited": {"invitation.source"},
    "joining.lists.service.forget_lists": {
        *("invitation_list.source", "invitation_list.line"),
        *("invitation_list_row.name", "invitation_list_row.address"),
    },
    "joining.requests.service.forget_requests": {
        *("join_request.name", "join_request.address", "join_request.answers"),
        *("join_request.own_answers", "join_request.sentence", "join_request.note"),
    },
    # With the case, once nobody can appeal any more.
    "moderation.service.periodic.erase_decisions_about": {
        *("decision.facts", "decision.facts_for_reporters", "appeal.reasons"),
    },
    "community.visiting.service.forget_visitors": {"gathering_visitor.name", "gathering_visitor.address"},
    # Sealed with the case, until nobody can appeal any more.
    "moderation.service.periodic.erase_sealed": {
        *("report.text", "report.name", "report.address", "appeal.text", "moderation_case.side"),
        *("case_note.words", "case_picture.alt"),
        "moderation_case.author_address",
        *(
            "moderation_case.allegation",
            "moderation_case.unheard_because",
            "moderation_case.frozen_because",
        ),
    },
}
# What stays, and why.
STAYS = {
    "post_picture.alt": "it goes with its post, or with the last gathering that has it",
    "post.words": "threads keep their sense; erased if the writer wishes so",
    "thread.title": "it is the name of a conversation of many; erased if the writer wishes so",
    "post_report.words": "until a moderator has decided",
    "member_group.name": "a name that staff give a group",
    **dict.fromkeys(
        ("circle.name", "circle.about"), "the circle may find another host; else erased as it closes"
    ),
    **dict.fromkeys(
        ("gathering.title", "gathering.place", "gathering.link", "gathering.about", "gathering.time_zone"),
        "the people of the circle know it; it is cancelled, and erased as the circle closes",
    ),
}


def test_every_table_is_kept_for_a_time_that_is_written_down() -> None:
    named = [table for kept in TABLE for table in kept.tables]
    assert len(named) == len(set(named))
    assert set(named) | ABOUT_NOBODY == set(Model.metadata.tables) | ABOUT_NOBODY
    assert not set(named) & ABOUT_NOBODY


def test_every_column_of_words_is_erased_or_stays_for_a_reason() -> None:
    erased = [column for columns in ERASED.values() for column in columns]
    assert len(erased) == len(set(erased))
    about_people = columns_of_words() & (PRIVATE | OPEN_TO_READERS)
    words = {column for column in about_people if not column.endswith(".public_id")}
    assert words == set(erased) | set(STAYS)


def test_whoever_deletes_it_exists() -> None:
    for path in [*ERASED, *(kept.deleted_by for kept in TABLE if kept.deleted_by)]:
        module, _dot, name = path.rpartition(".")
        assert callable(getattr(import_module(f"intro_app.{module}"), name)), path


def test_the_docs_say_the_same() -> None:
    lines = (ROOT / "docs/retention.md").read_text(encoding="utf-8").splitlines()
    for kept in TABLE:
        tables = ", ".join(f"`{table}`" for table in kept.tables)
        deleted = f"`{kept.deleted_by}`" if kept.deleted_by else "nobody"
        assert f"| {kept.what} | {tables} | {kept.until} | {deleted} |" in lines
