"""Hooks for joining, who may and what happens then, and for members who prove a new address.

The rules need packages above identity, so they are registered at start-up.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from flask import Flask, current_app

from intro_app.identity.models import Member, SignIn

_GATE = "identity.gate"
_RECOGNISED = "identity.recognised"
_PROVED = "identity.proved"

# Whoever may not join at once goes to this page; it is of the package `joining`.
NOT_AT_ONCE = "joining.ask_to_join"
# And so does whoever has signed out of a session that a provider opened.
SIGNED_OUT_HERE = "joining.signed_out_here"

Act = Callable[[Member, datetime], None]


class Newcomer(NamedTuple):
    """Somebody without an account: their address, and what brought them, such as `invitation:17`, or "".

    `answers` are theirs in the fields of the community, by the fields' public ids.
    """

    address: str
    brought_by: str = ""
    answers: Mapping[str, str] = {}


def newcomer_of(sign_in: SignIn) -> Newcomer:
    """Return the newcomer who proved their address by this request."""
    return Newcomer(sign_in.email, sign_in.brought_by)


class Gate(NamedTuple):
    """The rules for newcomers.

    `lets_in` says whether one may join at once. `take_in` does what follows when they join that way, and
    `arrive` what follows whenever an account is made, both in its transaction.
    """

    lets_in: Callable[[Newcomer, datetime], bool]
    take_in: Callable[[Member, Newcomer, datetime], None]
    arrive: Act


def set_gate(app: Flask, gate: Gate) -> None:
    """Register the rules for newcomers."""
    app.extensions[_GATE] = gate


def gate() -> Gate:
    """Return the registered rules."""
    found: Gate = current_app.extensions[_GATE]
    return found


def when_address_changed(app: Flask, act: Act) -> None:
    """Register what is done in the transaction in which a member gets a new address."""
    app.extensions[_RECOGNISED] = act


def recognise(member: Member, at: datetime) -> None:
    """Do it for this member, who reads another mailbox now, in the caller's transaction."""
    act: Act = current_app.extensions[_RECOGNISED]
    act(member, at)


def when_address_proved(app: Flask, act: Act) -> None:
    """Register what is done in the transaction in which a member signs in by e-mail."""
    app.extensions[_PROVED] = act


def note_proof(member: Member, at: datetime) -> None:
    """Do it for this member, who has just shown that they read their mailbox."""
    act: Act = current_app.extensions[_PROVED]
    act(member, at)
