"""Every column that stores people's or the site's texts, and whether a test plants a private word in it."""

from typing import Any

from sqlalchemy import JSON, Column, Enum, String
from sqlalchemy.types import TypeDecorator

import intro_app.cli  # noqa: F401 - the commands know every table
from intro_app.db import Model

# What everybody, or everybody in it, may read.
OPEN_TO_READERS = {
    *("member.public_id", "member.name", "member.headline", "member.can_help_with", "member.looking_for"),
    *(
        "member.place",
        "member.languages",
        "member.shown_links",
        "board_note.public_id",
        "board_note.words",
        "circle.public_id",
    ),
    *(
        "thread.public_id",
        "post.public_id",
        "post_picture.public_id",
        "mention.written",
        "gathering.public_id",
        "gathering.time_zone",
    ),
    "gathering_series.public_id",
    *(
        "introduction.public_id",
        "introduction.text",
        "introduction.endorsement",
        "door.refused_purposes",
        "door.direct_groups",
    ),
    *("door_sign.refused_purposes", "door_sign.direct_groups", "member_group.public_id", "member_group.name"),
    "own_field_value.shown_text",
    *("search_entry.name", "search_entry.said", "search_entry.stems", "search_entry.tokens"),
    *("moderation_case.public_id", "glimpse.seen", "ask.called", "gathering.about"),
}
# What is no word of anybody's: ids, hashes, kinds, states, and what the site notes for itself.
HELD_BY_THE_SITE = {
    *("audit_entry.reason_hash", "audit_entry.former_hash", "audit_key.key"),
    *("site_logo.name", "site_page.locale", "site_page.words", "site_page.change"),
    *("site_setting.name", "site_setting.value", "site_setting.before"),  # the site's own, on its pages
    *("setting_proposal.part", "setting_proposal.texts"),  # the same, while it waits
    *("own_field.public_id", "own_field.labels", "own_field.hints", "own_field.options"),
    *("own_field_change.before", "own_field_change.after"),  # how staff named a field
    "member_group.known_as",  # a name that was taken down
    "member_group.mail_domains",  # names of hosts, for staff
    "ready_reason.words",  # sentences of the site for its decisions
    *("gathering_visitor.mailbox_hash", "gathering_visitor.locale"),
    "slot_offer.time_zone",
    "gathering_series.rule",  # how often, in the words of a standard
    "public_figures.counted",  # counts in fives, for everybody
    "decision.stops",  # the names of acts
    *("audit_entry.act", "audit_entry.about", "audit_entry.previous", "audit_entry.hash", "glimpse.about"),
    *(
        "standing.confirmers",
        "standing.received",
        "trust_event.about",
        "trust_event.facts",
        "trust_line.why",
    ),
    *(
        "introduction.form_id",
        "introduction.text_hash",
        "consent.text_hash",
        "consent.seen_hash",
        "consent.how",
    ),
    *("consent.shares", "draft.address", "draft.kept_by", "guest.role", "guest.locale", "guest.code_hash"),
    *(
        "member.mailbox_hash",
        "member.locale",
        "member.time_zone",
        "block.kind",
        "report.locale",
    ),
    *(
        "passkey.credential_id",
        "session.id_hash",
        "moderation_case.evidence",
        "moderation_case.withheld",
        "moderation_case.author_locale",
        "follow_up.useful_pair",
    ),
    *("stripe_event.id", "stripe_event.kind", "mailbox_silence.mailbox_hash", "post_report.reported_words"),
    *(
        "membership_price.currency",
        "membership_price.interval",
        "membership.reference",
        "membership.customer_id",
    ),
    *("membership.subscription_id", "membership.status", "membership.currency", "membership.interval"),
    *("membership_gift.reference", "membership_gift.charge_id", "membership_gift.currency"),
    "membership_pool_use.currency",
    *("membership_payment.id", "membership_payment.currency", "membership_payment.status"),
    *("membership_refund.charge_id", "membership_refund.customer_id", "membership_refund.code"),
    *(
        "link.id_hash",
        "link.purpose",
        "link.subject",
        "link.outcome",
        "domain_pause.domain",
        "rate_count.key_hash",
    ),
    *("reply_address.token_hash", "reply_seen.letter_hash"),
    *("mail_report.message_key", "mail_report.mailbox_hash", "mail_report.code"),
    *("outbox_attempt.token", "outbox_attempt.message_key", "outbox_attempt.outcome", "outbox_message.key"),
    "outbox_attempt.host",
    *("outbox_message.kind", "outbox_message.about", "outbox_message.scopes", "outbox_message.mailbox_hash"),
    *(
        "outbox_message.dedupe",
        "outbox_message.message_id",
        "outbox_message.sender",
        "outbox_message.address",
    ),
    *(
        "outbox_message.domain",
        "outbox_message.lease_token",
        "outbox_message.why",
        "outbox_message.last_error",
    ),
    *("address_change.old_hash", "address_change.new_hash", "address_change.code_hash"),
    *("passkey_challenge.id_hash", "passkey_challenge.browser_hash", "passkey_challenge.purpose"),
    *(
        "join_request.mailbox_hash",
        "join_request.locale",
        "suspension.mailbox_hash",
        "member_group.code_hash",
    ),
    *("search_posting.token", "search_token.token", "search_word.word"),
    *("search_slip.shortened", "search_slip.word"),
    *("sign_in.browser_hash", "sign_in.email", "sign_in.mailbox_hash", "sign_in.code_hash", "sign_in.onward"),
    *("invitation.mailbox_hash", "invitation.code_hash", "invitation.opens"),
    *("provider_identity.identity_hash", "provider_identity.issuer", "provider_identity.subject"),
    *("provider_identity.group_ids", "provider_proof.id_hash", "provider_proof.provider"),
    *("provider_proof.identity_hash", "provider_proof.subject", "provider_proof.address"),
    *("provider_proof.name", "provider_proof.groups", "provider_proof.onward", "provider_proof.brought_by"),
    "session.opened_by",
    *("invitation_list.locale", "invitation_list_row.why"),
    *("sign_in.locale", "sign_in.brought_by", "suppression.mailbox_hash", "suppression.scope"),
    *(
        "periodic_failure.job",
        "periodic_failure.last_error",
        "leave_code.code_hash",
        "former_member.mailbox_hash",
        "journal_entry.kind",
        "journal_entry.key",
        "journal_mark.journal",
        "key_check.name",
        "key_check.value",
        "worker_beat.worker",
    ),
}
# What is private to somebody: the story of the test plants a word in each.
PRIVATE = {
    *("gathering_visitor.name", "gathering_visitor.address"),
    *(
        "member.email",
        "member.phone",
        "member.calendar_link",
        "gathering_visitor.name",
        "gathering_visitor.address",
        "guest.label",
        "guest.name",
        "guest.email",
    ),
    *("address_change.old_email", "address_change.new_email"),
    *("guest.phone", "guest.proposed_email", "ask.words", "draft.typed", "passkey.name", "session.device"),
    *(
        "membership_waiver.why",
        "thanks.words",
        "report.text",
        "report.name",
        "report.address",
        "audit_reason.words",
    ),
    *(
        "moderation_case.allegation",
        "moderation_case.unheard_because",
        "moderation_case.side",
        "moderation_case.frozen_because",
        "decision.facts",
        "case_note.words",
        "case_picture.alt",
    ),
    "moderation_case.author_address",
    *("decision.facts_for_reporters", "appeal.text", "appeal.reasons", "circle.name", "circle.about"),
    *("circle_member.words", "thread.title", "post.words", "post_edit.words", "post_report.words"),
    "post_picture.alt",
    *("join_request.name", "join_request.address", "join_request.answers", "join_request.sentence"),
    *("join_request.own_answers", "own_field_value.sealed_text", "glimpse.own_fields"),
    *("join_request.note", "invitation.name", "invitation.address", "invitation.line"),
    *("invitation.source", "invitation_list.source", "invitation_list.line", "invitation_list_row.name"),
    "invitation_list_row.address",
    *("staff_note.words", "suspension.words", "suspension.appeal_words", "suspension.judge_words"),
    *("gathering.title", "gathering.place", "gathering.link"),
    "profile_link.url",  # others see it once it is verified
}


def columns_of_words() -> set[str]:
    """Every column that can hold words; a choice among words of ours holds none."""
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(kind := _stored(column), String | JSON) and not isinstance(kind, Enum)
    }


def _stored(column: Column[Any]) -> object:
    """The type in which the database stores it."""
    return column.type.impl if isinstance(column.type, TypeDecorator) else column.type
