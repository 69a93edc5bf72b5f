"""What people entrust to the site is sealed, column by column; what is not has its reason here."""

from sqlalchemy import LargeBinary

from intro_app.db import Model
from intro_app.db.sealing import sealed_columns
from tests.support.private_columns import HELD_BY_THE_SITE, OPEN_TO_READERS, PRIVATE, columns_of_words

SEALED = set(map(str, sealed_columns(Model.metadata)))
# What its owner shows to all members, and what everybody may know.
PUBLISHED = {
    *("member.name", "member.headline", "member.can_help_with", "member.looking_for", "member.place"),
    *(
        "member.languages",
        "door.refused_purposes",
        "door.direct_groups",
        "door_sign.refused_purposes",
        "door_sign.direct_groups",
        "gathering.time_zone",
    ),
    *("circle.name", "circle.about", "member_group.name"),
    # The words of published fields again, as the search's index holds them.
    *("search_entry.name", "search_entry.said", "search_entry.stems", "search_entry.tokens"),
    "member.shown_links",  # pages of theirs, on the web, that named their profile
    "own_field_value.shown_text",  # what its owner shows to all members; anything else is sealed
    "glimpse.seen",  # a copy of what another member showed
}
# What is encrypted in another way, and how.
ENCRYPTED = {"audit_reason.words": "with a key of its person, which stands sealed in `audit_key`"}
# Bytes that tell nothing about anybody.
PLAIN_BYTES = {"passkey.public_key", "site_logo.header", "site_logo.icon"}


def test_what_is_private_is_sealed() -> None:
    assert set(ENCRYPTED) == PRIVATE - SEALED - PUBLISHED


def test_what_only_some_may_read_is_sealed_too() -> None:
    shown_to_some = {column for column in OPEN_TO_READERS if not column.endswith(".public_id")}
    assert shown_to_some - SEALED - PUBLISHED == set()


def test_no_column_that_the_site_holds_for_itself_has_an_address_in_it() -> None:
    named = {column for column in HELD_BY_THE_SITE if column.split(".")[1] in {"email", "address", "phone"}}
    # The address of a draft is the path of its form.
    assert named - SEALED == {"draft.address"}


def test_bytes_are_sealed() -> None:
    bytes_of = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(getattr(column.type, "impl", column.type), LargeBinary)
    }
    assert bytes_of - SEALED == PLAIN_BYTES


def test_what_is_named_here_exists() -> None:
    assert columns_of_words() >= PUBLISHED | set(ENCRYPTED)
    assert not SEALED & (PUBLISHED | set(ENCRYPTED))
