"""Which gathering or visitor a request is about, for people without an account; else the request ends."""

from flask import abort

from intro_app import links
from intro_app.clock import now
from intro_app.community.gatherings.models import Gathering, GatheringVisitor
from intro_app.community.gatherings.queries import public_gathering
from intro_app.community.visiting import service
from intro_app.links import LinkPurpose
from intro_app.web.languages import use_locale


def published(public_id: str) -> Gathering:
    """Return a gathering that people without an account may read about; else answer with 404."""
    return public_gathering(public_id) or abort(404)


def visitor_of_link(token: str) -> GatheringVisitor:
    """Return the visitor whose page a link opens, in their language. Raises LinkEnded."""
    visitor = service.visitor_behind(links.find(token, LinkPurpose.VISIT), now())
    use_locale(visitor.locale)
    return visitor
