"""The tables that hold nothing about anybody, so that nothing says how long they are kept."""

ABOUT_NOBODY = frozenset(
    {
        "backup_check",
        "domain_pause",
        "group_figure",
        "journal_mark",
        "key_check",
        "membership_pool_use",
        "membership_price",
        "own_field_change",
        "periodic_failure",
        "public_figures",
        "rate_count",
        "restoration",
        "ready_reason",
        "setting_proposal",
        "site_logo",
        "site_setting",
        "stripe_event",
        "supporter_figure",
        "worker_beat",
    }
)
