"""The use cases of moderation; each function is one transaction."""

from intro_app.moderation.service.appealing import Review, against_judging, appeal, review
from intro_app.moderation.service.deciding import Ruling, decide
from intro_app.moderation.service.hearing import Hearing, freeze, hear, tell_side
from intro_app.moderation.service.holding import read_held, release, send_back
from intro_app.moderation.service.looking import AccessRefused, look, look_back, reveal
from intro_app.moderation.service.periodic import CHORES, count_figures, erase_decisions_about, erase_sealed
from intro_app.moderation.service.ready_reasons import remove_ready, write_ready
from intro_app.moderation.service.reporting import Complaint, report, reportable
from intro_app.moderation.service.reporting_subjects import SubjectComplaint, report_subject
from intro_app.moderation.service.seconding import second, settle_alone
from intro_app.moderation.service.working import claim, let_go, write_case_note

__all__ = [
    "CHORES",
    "AccessRefused",
    "Complaint",
    "Hearing",
    "Review",
    "Ruling",
    "SubjectComplaint",
    "against_judging",
    "appeal",
    "claim",
    "count_figures",
    "decide",
    "erase_decisions_about",
    "erase_sealed",
    "freeze",
    "hear",
    "let_go",
    "look",
    "look_back",
    "read_held",
    "release",
    "remove_ready",
    "report",
    "report_subject",
    "reportable",
    "reveal",
    "review",
    "second",
    "send_back",
    "settle_alone",
    "tell_side",
    "write_case_note",
    "write_ready",
]
