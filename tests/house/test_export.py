"""What members take along is what is kept about them: by table, by part, and as docs/export.md says."""

import ast
import re
from pathlib import Path

from sqlalchemy import inspect

from intro_app.privacy.archives import SCHEMA_VERSION
from intro_app.privacy.retention import TABLE
from intro_app.privacy.sections import SECTIONS

ROOT = Path(__file__).parent.parent.parent
# In which part of an archive a table is, where it is not simply rows of one's own.
WITHIN = {
    **dict.fromkeys(("introduction", "ask", "consent", "follow_up", "follow_up_reply"), "introductions"),
    "thanks": "introductions",
    "acquaintance": "people_i_know",
    "block": "people_i_block",
    "suggestion": "suggestions_to_me",
    "suggestion_rest": "pairs_not_suggested_again",
    "please_delete": "people_introduced_to_me",
    **dict.fromkeys(("moderation_case", "decision", "appeal", "case_note", "case_picture"), "my_cases"),
    "gathering_series": "gatherings_i_host",
    "slot_offer": "introductions",
    **dict.fromkeys(("audit_entry", "audit_reason", "audit_key"), "looks_at_my_details"),
}
# What is in no archive, and why.
LEFT_OUT = {
    "door_sign": "a copy of the door",
    "journal_entry": "a second old and not in the journal yet; what it names is in the tables",
    **dict.fromkeys(
        ("search_entry", "search_posting", "search_token", "search_word", "search_slip"),
        "the words of the profile again",
    ),
    "glimpse": "other people's profiles, as their reader saw them",
    "gathering_visitor": "somebody without an account; their own link shows it to them",
    "guest": "somebody else's name and address; their own link shows it to them",
    "acquaintance_question": "says who declined to be known",
    "suggestion_turn": "when the next suggestions are made",
    "standing": "follows from the lines of the ledger",
    "ask_freeze": "the page says so while it lasts; early, it would tell of a report",
    "mention": "in the posts themselves",
    "thread_follow": "which threads one hears of, kept for the e-mails alone",
    **dict.fromkeys(("news_item", "circle_notice"), "what is still to be mailed"),
    "reply_address": "the hash of an address in e-mails one got",
    "reply_seen": "the hash of an e-mail one sent",
    "thread_read": "where one stopped reading, kept for the next visit alone",
    "post_edit": "what its writer took back",
    **dict.fromkeys(("sign_in", "passkey_challenge", "leave_code", "link"), "a key to the account"),
    "outbox_attempt": "how the mail server answered",
    "mail_report": "what mail servers said of an e-mail later",
    "mailbox_silence": "how the mail server answered",
    "archive": "the archive itself",
    **dict.fromkeys(("former_member", "earlier_account"), "a hash, so that rules outlive an account"),
    **dict.fromkeys(("invitation_list", "invitation_list_row"), "the site's, with other people's addresses"),
    "provider_proof": "of people without an account, for minutes",
    "join_request": "erased when somebody joins, so no member has one",
}


def test_every_table_about_people_is_taken_along_or_left_out_for_a_reason() -> None:
    kept = {table for one in TABLE for table in one.tables}
    rows = {table.__tablename__ for one in SECTIONS.values() for table in (one.table, *one.joined)}
    assert not rows & (set(WITHIN) | set(LEFT_OUT))
    assert not set(WITHIN) & set(LEFT_OUT)
    assert kept == rows | set(WITHIN) | set(LEFT_OUT)


# What is in no section though it stands in its table, and why. Ids and counters of the site are left out.
IDS = {"id", "public_id", "version", "turn", "edition", "position", "tries"}
COLUMNS_LEFT_OUT = {
    "member": {"mailbox_hash": "a hash of the address", "left_at": "of nobody who asks"},
    "door": {"wheel": "where the site's search begins for her"},
    "staff": {"given_by": "somebody else"},
    "passkey": {
        **dict.fromkeys(("credential_id", "public_key", "sign_count"), "a key to the account"),
    },
    "session": {
        **dict.fromkeys(("id_hash", "opened_by", "passkey_id"), "a key to the account"),
        **dict.fromkeys(("proved_at", "seen_at"), "of the hour; the day is in it"),
    },
    "provider_identity": {"identity_hash": "a hash", "group_ids": "in `groups`, with their source"},
    "address_change": {
        **dict.fromkeys(
            ("old_hash", "new_hash", "code_hash", "proved_at", "ended_at"), "a key to the account"
        ),
        **dict.fromkeys(("old_email", "new_email"), "kept for a week to undo it; not proved to be theirs"),
    },
    "draft": {
        "kept_by": "which window",
        **dict.fromkeys(("ask_id", "connector_id", "recipient_id"), "in `address`"),
    },
    "trust_line": {
        **dict.fromkeys(("earlier", "voice"), "how it was counted"),
        **dict.fromkeys(("event_id", "other_id"), "somebody else"),
    },
    "membership_waiver": {"given_by": "somebody else", "gift_id": "in `gifts_to_me`"},
    "gifts_i_gave": {
        **dict.fromkeys(("recipient_id", "answer_by", "state"), "tells what somebody else did"),
        **dict.fromkeys(("reference", "charge_id", "disputed", "made_at"), "in `payments`"),
    },
    "gifts_to_me": {
        **dict.fromkeys(("giver_id", "is_named", "is_for_pool", "made_at"), "somebody else's"),
        **dict.fromkeys(
            ("reference", "charge_id", "amount", "refunded", "disputed", "currency"), "somebody else's"
        ),
    },
    "circle_member": {"circle_id": "its name is there"},
    "circle": {"offered_to_id": "somebody else"},
    "attendance": {
        "gathering_id": "its title is there",
        "visitor_id": "of people without an account",
        **dict.fromkeys(("reminded_at", "told"), "in `mail_to_me`"),
    },
    "community_wish": {"feed": "a key to the calendar"},
    "post": {"thread_id": "its title is there", "tell_at": "when others are told"},
    "post_picture": {
        "content": "a file of its own in the archive",
        **dict.fromkeys(("width", "height", "size", "place", "post_id"), "of the file and its post"),
        **dict.fromkeys(("added_by_edit", "removed_by_edit"), "which edit it was"),
    },
    "invitation": {
        **dict.fromkeys(("code_hash", "mailbox_hash", "opens"), "a key to the site"),
        **dict.fromkeys(("asked_again_at", "refused_at", "withheld"), "tells what the invited person did"),
        **dict.fromkeys(("group_id", "list_id", "list_row", "source"), "of lists, which are the site's"),
    },
    "group_membership": {"group_id": "its name is there"},
    "own_field_value": {"field_id": "its name is there", "agreed": "which version of the field"},
    "page_consent": {"page_id": "which page is there"},
    "invitation_use": {"invitation_id": "somebody else's"},
    "suspension": {"by_id": "somebody else", "mailbox_hash": "a hash of the address"},
    "staff_note": {"by_id": "somebody else"},
    "report": {
        **dict.fromkeys(("name", "address", "locale"), "of whoever reports without an account"),
        **dict.fromkeys(("case_id", "role"), "in `my_cases`"),
    },
    "act_stop": {"decision_id": "in `my_cases`"},
    "post_report": {
        "post_id": "somebody else's",
        "reported_words": "somebody else's",
        "taken_down": "was never told to reporters",
    },
}


def test_every_column_of_a_section_is_taken_along_or_left_out_for_a_reason() -> None:
    faults: dict[str, set[str]] = {}
    for name, section in SECTIONS.items():
        if name == "mail_to_me":
            continue  # the outbox's own, but for which e-mail was sent when
        exported = {column.key for column in section.columns}
        columns = set(inspect(section.table).columns.keys()) - IDS - {section.owner.key}
        left_out = COLUMNS_LEFT_OUT.get(name) or COLUMNS_LEFT_OUT.get(section.table.__tablename__, {})
        faults |= {name: found} if (found := (columns - exported) ^ set(left_out)) else {}
    assert not faults


def test_the_docs_name_every_part_and_no_other() -> None:
    text = (ROOT / "docs/export.md").read_text(encoding="utf-8")
    named = [name for row in re.findall(r"(?m)^\| (`.+?) \|", text) for name in re.findall(r"`(\w+)`", row)]
    assert len(named) == len(set(named))
    assert set(named) == _parts()
    assert set(WITHIN.values()) <= _parts()
    assert f"`schema_version` is {SCHEMA_VERSION};" in text


def _parts() -> set[str]:
    """Every key of `archive.json`, read from the code that writes it."""
    tree = ast.parse((ROOT / "intro_app/privacy/archives.py").read_text(encoding="utf-8"))
    contents = next(
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "contents"
    )
    written = next(one for one in ast.walk(contents) if isinstance(one, ast.Dict))
    keys = {key.value for key in written.keys if isinstance(key, ast.Constant)}
    return {str(key) for key in keys} | set(SECTIONS)
