"""The tests of features that play on SQLite and on PostgreSQL; the others play on one of the two, save in CI.

A file stands here for what the database itself does: who comes first where several write at once, what the
schema holds and migrations change, statements that are written for one of the two or whose plan matters, what
goes from one database into another, and whatever nobody may be able to tell.
"""

from pathlib import Path

# Several write at once, or something breaks while one writes.
AT_ONCE = (
    *("test_atomic", "test_audit_chain", "test_identity_races", "test_introduction_double_clicks"),
    *("test_introduction_races", "test_moderation_races", "test_passkeys_races", "test_trust_races"),
    *("test_outbox_changes", "test_outbox_delivery", "test_outbox_faults", "test_outbox_posting"),
    *("test_outbox_processes", "test_outbox_trust", "test_periodic", "test_worker", "test_worker_beat"),
    "test_one_bad_item",
    *("test_two_streams", "test_web_chaos", "test_web_limits", "test_live_site", "test_community_seats"),
    *("test_soak", "memberships/test_stripe_messages", "memberships/test_membership_reconciling"),
)
# Tables, constraints, triggers, columns of a kind of their own; what is moved, kept and laid back.
KEPT = (
    *("test_introduction_database", "test_migrations", "test_audit_reasons_migrated", "test_trust_editions"),
    *("test_audit_tampering", "test_journal", "test_sealing", "test_search_index", "test_archives"),
    *("test_cli_backup", "test_cli_restore", "test_cli_doctor", "test_cli_keys", "test_cli_seed"),
    *("test_cli_trust", "test_leaving_in_every_state", "test_leaving_with_things_pending"),
    "test_web_errors",
)
# Statements that differ, or are held to a plan, an order or a number.
ASKED = (
    *("test_search", "test_search_plans", "test_search_random", "test_search_visibility"),
    *("test_finding_to_choose", "test_suggestions", "test_directory_order", "test_periodic_plans"),
    *(
        "test_speed",
        "test_statement_classes",
        "test_connector_of_thousands",
        "test_people_known_by_thousands",
    ),
    *("test_trust_ledger", "test_trust_limits", "test_trust_holding", "test_trust_inviting"),
    *("test_followups_counting", "test_membership_income", "test_moderation_transparency"),
    *("test_staff_figures", "test_introduction_clock_jumps", "test_introduction_machine", "test_incoming"),
)
# A no, a reporter, a silence, and whom one may see.
SECRET = (
    *("test_twin_worlds", "test_twin_timing", "test_twin_searches", "test_visibility", "test_trust_neutral"),
    *("test_identity_secrecy", "test_moderation_secrecy", "test_identity_blocks", "test_identity_stopping"),
    *("test_introduction_closing_words", "test_moderation_reports", "test_moderation_guests"),
    *("test_moderation_not_found", "test_moderation_true_words", "test_seen_as_newcomer", "test_reach"),
    *("test_mail_budgets", "test_metrics_counted"),
)

_FEATURES = Path(__file__).parent.parent / "features"
ON_BOTH = frozenset(_FEATURES / f"{name}.py" for name in (*AT_ONCE, *KEPT, *ASKED, *SECRET))
