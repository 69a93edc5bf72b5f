"""The gate as this site has it set."""

from intro_app.config import settings
from intro_app.joining.gate.policy import Admission, GateRule, admission
from intro_app.text.mailboxes import host_of


def admission_of(address: str, *, invited: bool) -> Admission:
    """Return what the gate says to whoever has proved this address."""
    rule = GateRule(settings().joining, settings().join_domains)
    return admission(rule, invited=invited, domain=host_of(address))
