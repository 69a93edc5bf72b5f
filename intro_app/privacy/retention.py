"""What is kept, for how long, and who deletes it: the one table that pages, docs and tests share."""

from typing import NamedTuple

from intro_app.wording import N_


class Kept(NamedTuple):
    """One kind of data: the tables that hold it, until when, and the function that deletes it."""

    what: str
    tables: tuple[str, ...]
    until: str
    deleted_by: str


_LEAVING = "privacy.service.leaving.leave"
_UNTIL_YOU_LEAVE = N_("Until you change it or delete your account")
_CLOSING = N_("Until you delete your account and everyone waiting for you has had an answer")

TABLE = (
    Kept(
        N_("Your profile, settings and roles"),
        ("member", "door", "door_sign", "staff"),
        _UNTIL_YOU_LEAVE,
        _LEAVING,
    ),
    Kept(
        N_("The words of your profile, so that others can find you"),
        ("search_entry", "search_posting", "search_token", "search_word", "search_slip"),
        _UNTIL_YOU_LEAVE,
        "identity.service.erasing.close_account",
    ),
    Kept(
        N_("Your answers in the fields of this community"),
        ("own_field", "own_field_value"),
        _CLOSING,
        "identity.service.erasing.erase_profile",
    ),
    Kept(
        N_("Your links, and when we verified them"),
        ("profile_link",),
        _CLOSING,
        "profile_links.service.erase_links",
    ),
    Kept(
        N_("Notes that staff wrote about you"),
        ("staff_note",),
        N_("Until you delete your account"),
        "organising.members.service.erase_notes",
    ),
    Kept(
        N_("That your account was suspended or removed, and why"),
        ("suspension",),
        N_("A year after it ended; if you leave before, a scrambled version of your address until it ends"),
        "organising.suspensions.service.forget_suspensions",
    ),
    Kept(
        N_("The pages of this site, and which version you were shown"),
        ("site_page", "page_consent"),
        N_("Every version for good; the fact that you saw it, until you delete your account"),
        "site_pages.service.erase_consents",
    ),
    Kept(
        N_("Your sessions and passkeys"),
        ("session", "passkey"),
        N_("30 days, 90 on a device that you trust; passkeys until you remove them"),
        "identity.service.sessions.forget_ended",
    ),
    Kept(
        N_("The accounts elsewhere that you sign in with"),
        ("provider_identity", "provider_proof"),
        N_("Until you disconnect them or delete your account; before you have an account here, a day"),
        "joining.openid.proofs.forget_proofs",
    ),
    Kept(
        N_("Changes of your address"),
        ("address_change",),
        N_("Addresses for a week, to undo it; the fact that it changed, until you delete your account"),
        "identity.service.addresses.forget_addresses",
    ),
    Kept(
        N_("Requests to sign in, and codes"),
        ("sign_in", "passkey_challenge", "leave_code"),
        N_("Two days"),
        "identity.service.sessions.forget_ended",
    ),
    Kept(
        N_("People you know, people you block"),
        ("acquaintance", "block", "glimpse"),
        _UNTIL_YOU_LEAVE,
        _LEAVING,
    ),
    Kept(
        N_("Invitations, and who joined through them"),
        ("invitation", "invitation_use"),
        N_(
            "Name and address until the invitation ends, 30 days at most; "
            "a scrambled version of the address for 90 days"
        ),
        "joining.invitations.service.forget_invited",
    ),
    Kept(
        N_("Lists of people that staff invite"),
        ("invitation_list", "invitation_list_row"),
        N_("Names and addresses until we’ve written to each person, 30 days at most; totals for 120 days"),
        "joining.lists.service.forget_lists",
    ),
    Kept(
        N_("The groups of this site, and who is in them"),
        ("member_group", "group_membership"),
        N_("Until you leave the group or delete your account; the fact that staff removed you, for a year"),
        "groups.service.forget_group_requests",
    ),
    Kept(
        N_("Which people we suggested to someone who could introduce them"),
        ("suggestion", "suggestion_turn"),
        N_("60 days"),
        "suggestions.service.forget_suggestions",
    ),
    Kept(
        N_("Which two people aren’t suggested to you again"),
        ("suggestion_rest",),
        _UNTIL_YOU_LEAVE,
        _LEAVING,
    ),
    Kept(
        N_("Requests to join"),
        ("join_request",),
        N_("30 days after the answer; the answer and a scrambled version of the address for 180 days"),
        "joining.requests.service.forget_requests",
    ),
    Kept(
        N_("That two people were asked if they know each other"),
        ("acquaintance_question",),
        N_("90 days"),
        "people.service.acquaintances.forget_questions",
    ),
    Kept(
        N_("Your letters, answers and consents"),
        ("introduction", "ask", "consent"),
        _CLOSING,
        "privacy.service.resting.erase_rest",
    ),
    Kept(
        N_("Letters you haven’t sent"),
        ("draft",),
        N_("30 days after you last changed them"),
        "introductions.service.drafts.forget_drafts",
    ),
    Kept(
        N_("Names and addresses of guests"),
        ("guest",),
        N_("10 days after it ended; if you were introduced, 90 days after we last ask how it went"),
        "introductions.service.periodic.forget_guests",
    ),
    Kept(
        N_("How introductions went, and thank-you notes"),
        ("follow_up", "follow_up_reply", "thanks", "please_delete"),
        _UNTIL_YOU_LEAVE,
        _LEAVING,
    ),
    Kept(
        N_("Times to meet that you suggested after an introduction"),
        ("slot_offer",),
        N_("14 days; the time you agreed on, 30 days after it"),
        "followups.service.slots.forget_slots",
    ),
    Kept(
        N_("Your trust ledger"),
        ("trust_event", "trust_line", "standing", "ask_freeze"),
        N_("For good; once you leave, under a number that no longer leads to you"),
        "",
    ),
    Kept(
        N_("Your supporting membership and payments"),
        ("membership", "membership_payment", "membership_refund", "membership_waiver"),
        N_("Until you delete your account, and all refunds are paid"),
        "memberships.service.leaving.erase",
    ),
    Kept(
        N_("Gifts of a year that you gave or accepted"),
        ("membership_gift",),
        N_("For good, as sums; your name until you delete your account, a gift that isn’t paid for 30 days"),
        "memberships.service.leaving.erase",
    ),
    Kept(
        N_("Circles, gatherings and notes on the board"),
        (
            "circle",
            "circle_member",
            "gathering",
            "gathering_series",
            "attendance",
            "board_note",
            "community_wish",
            "mention",
            "thread_follow",
            "thread_read",
            "news_item",
            "circle_notice",
            "reply_address",
        ),
        _UNTIL_YOU_LEAVE,
        _LEAVING,
    ),
    Kept(
        N_("Names and addresses of people without an account who come to a gathering"),
        ("gathering_visitor",),
        N_("30 days after the gathering; two days if they don’t confirm; until they withdraw"),
        "community.visiting.service.forget_visitors",
    ),
    Kept(
        N_("What you wrote in circles"),
        ("thread", "post", "post_edit", "post_picture", "post_report"),
        N_("Until you delete it; without your name once you leave"),
        "community.threads.service.take_back",
    ),
    Kept(
        N_("Reports and what was decided"),
        ("moderation_case", "report", "decision", "appeal", "act_stop", "case_note", "case_picture"),
        N_("Texts until seven months after it; reasons until you delete your account; the outcome for good"),
        "moderation.service.periodic.erase_sealed",
    ),
    Kept(
        N_("E-mails we send you"),
        ("outbox_message", "outbox_attempt"),
        N_("Text and address until we’ve sent it; the fact that we sent it, for good"),
        "outbox.upkeep.keep_up",
    ),
    Kept(
        N_("What mail servers reported about e-mails we sent you: a code, never their words"),
        ("mail_report",),
        N_("90 days"),
        "bounces.service.forget_reports",
    ),
    Kept(
        N_("That you replied by e-mail: a scrambled version of the e-mail"),
        ("reply_seen",),
        N_("60 days"),
        "community.replying.service.forget_old",
    ),
    Kept(
        N_("A scrambled version of addresses we never write to"),
        ("suppression", "mailbox_silence"),
        N_("Until the owner of the address lifts it"),
        "identity.service.stopping.take_mail_again",
    ),
    Kept(
        N_("An archive you asked for"),
        ("archive",),
        N_("24 hours"),
        "privacy.service.exporting.forget_archives",
    ),
    Kept(
        N_("A scrambled version of the addresses of people who left"),
        ("former_member", "earlier_account"),
        N_("Until no block, stop or pause depends on it"),
        "privacy.service.remembering.forget_former",
    ),
    Kept(
        N_("Links in e-mails"), ("link",), N_("For good; they name nobody and stop working by themselves"), ""
    ),
    Kept(
        N_(
            "What you ended or stopped, so that no restored backup undoes it: numbers, and a scrambled "
            "version of addresses"
        ),
        ("journal_entry",),
        N_("400 days"),
        "journal.service.write_down",
    ),
    Kept(N_("What staff did"), ("audit_entry",), N_("For good"), ""),
    Kept(
        N_("The reasons staff gave"),
        ("audit_reason", "audit_key"),
        N_("Until you delete your account; for later ones, seven months"),
        "privacy.service.remembering.forget_reasons",
    ),
)
