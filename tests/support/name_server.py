"""A name server on loopback that answers from a table, so that nobody else is asked."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.resolver import Resolver

Zone = Mapping[tuple[str, str], list[str]]


@contextmanager
def name_server(zone: Zone, *, silent: bool = False) -> Iterator[Resolver]:
    """Answer questions by this table of (name, kind); yield a resolver that asks there, and nowhere else."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(listening, zone, silent), daemon=True)
        thread.start()
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], listening.getsockname()[1]
        yield resolver
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
            ending.sendto(b"", listening.getsockname())
        thread.join(timeout=5)


def _serve(listening: socket.socket, zone: Zone, silent: bool) -> None:
    while True:
        asked, sender = listening.recvfrom(4096)
        if not asked:
            return
        if not silent:
            listening.sendto(_answer(dns.message.from_wire(asked), zone), sender)


def _answer(query: dns.message.Message, zone: Zone) -> bytes:
    response = dns.message.make_response(query)
    response.flags |= dns.flags.RA
    question = query.question[0]
    name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
    if found := zone.get((name, kind)):
        response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
    elif not any(known == name for known, _kind in zone):
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response.to_wire()
