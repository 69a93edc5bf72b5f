"""Mutual: a site that introduces people to each other once everyone named has said yes."""

import os
from datetime import datetime

from flask import Flask
from flask_migrate import Migrate

from intro_app import identity, web
from intro_app.bounces.amazon import open_page, set_amazon
from intro_app.bounces.letters import register_letters
from intro_app.bounces.views import bp as mail_event_pages
from intro_app.community.circles.queries import is_any_circle
from intro_app.community.replying.receiving import take_letter
from intro_app.community.reporting.service import ANSWERING as COMMUNITY_HOSTS
from intro_app.community.reporting.service import SOURCES as COMMUNITY_SOURCES
from intro_app.community.views import bp as community_pages
from intro_app.config import Settings, asset_dir
from intro_app.config.keys import newer_data_keys
from intro_app.config.on_page import named_by, named_in
from intro_app.db import db, engine_options
from intro_app.db.sealing import Keyring, set_keyring
from intro_app.db.statements import execute_one_of_each_kind
from intro_app.followups.service.reporting import ThanksSource
from intro_app.followups.views import bp as follow_up_pages
from intro_app.groups import by_domain
from intro_app.groups.reporting import MemberGroupSource
from intro_app.groups.views import bp as group_pages
from intro_app.identity.arrivals import Gate, set_gate, when_address_changed, when_address_proved
from intro_app.identity.models import Member
from intro_app.identity.views import bp as accounts_pages
from intro_app.introductions.views import bp as introduction_pages
from intro_app.joining import admitting
from intro_app.joining.invitations.reporting import InvitationSource
from intro_app.joining.views import bp as joining_pages
from intro_app.memberships.views import bp as membership_pages
from intro_app.metrics.views import bp as metrics_pages
from intro_app.moderation.views import bp as moderation_pages
from intro_app.organising.founding.queries import ask_for_circles
from intro_app.organising.views import bp as organising_pages
from intro_app.outbox import ask_before_posting
from intro_app.people.reach import lets_pass
from intro_app.people.service.reporting import ProfileSource
from intro_app.people.views import bp as people_pages
from intro_app.periodic.views import bp as periodic_pages
from intro_app.privacy.service import remember_former
from intro_app.privacy.views import bp as privacy_pages
from intro_app.profile_links.fetching import PublicPages, set_fetcher
from intro_app.profile_links.views import bp as link_pages
from intro_app.reportable import SubjectKind, register_answering, register_subjects
from intro_app.site_pages.service import SiteWordsSource, agree_at_joining
from intro_app.site_pages.views import bp as site_pages
from intro_app.site_settings import follow_at_requests
from intro_app.suggestions.views import bp as suggestion_pages
from intro_app.trust.views import bp as trust_pages

# In the order in which their rules run before a request.
_PAGES = (
    periodic_pages,
    accounts_pages,
    site_pages,
    link_pages,
    people_pages,
    group_pages,
    suggestion_pages,
    joining_pages,
    introduction_pages,
    follow_up_pages,
    trust_pages,
    moderation_pages,
    organising_pages,
    privacy_pages,
    metrics_pages,
    mail_event_pages,
    membership_pages,
    community_pages,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Create the Flask app: settings, database, what every page needs, then the features."""
    execute_one_of_each_kind()
    named = named_by(settings) if settings else named_in(os.environ)
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(asset_dir("templates")), static_folder=None)
    app.extensions["settings"] = settings
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database, pooled=settings.is_pooled),
    )
    set_keyring(app, _keyring(settings))
    db.init_app(app)
    Migrate(app, db, directory=str(asset_dir("migrations")), render_as_batch=True)
    follow_at_requests(app, named, changed_on=organising_pages.name)
    web.init_app(app)
    identity.init_app(app)
    _register_rules(app)
    for pages in _PAGES:
        app.register_blueprint(pages)
    if settings.dev_pages:
        from intro_app.devtools.views import bp as dev_pages  # production never loads it

        app.register_blueprint(dev_pages)
    return app


def _register_rules(app: Flask) -> None:
    """Register the rules of higher packages with the lower ones that ask them."""
    ask_before_posting(app, lets_pass)
    set_fetcher(app, PublicPages())
    set_amazon(app, open_page)
    set_gate(app, Gate(admitting.lets_in, admitting.take_in, _arrive))
    when_address_changed(app, _readdress)
    when_address_proved(app, by_domain.note_proof)
    register_subjects(app, COMMUNITY_SOURCES)
    register_letters(app, take_letter)
    register_answering(app, COMMUNITY_HOSTS)
    register_subjects(app, {SubjectKind.PROFILE: ProfileSource(), SubjectKind.THANK_YOU: ThanksSource()})
    register_subjects(app, {SubjectKind.INVITATION: InvitationSource()})
    register_subjects(app, {SubjectKind.GROUP: MemberGroupSource(), SubjectKind.SITE: SiteWordsSource()})
    ask_for_circles(app, is_any_circle)


def _readdress(member: Member, at: datetime) -> None:
    """Do what follows when a member gets a new address, in its transaction."""
    remember_former(member, at)
    by_domain.follow_address(member, at)


def _arrive(member: Member, at: datetime) -> None:
    """Do what follows whenever an account is made, in its transaction."""
    remember_former(member, at)
    agree_at_joining(member, at)


def _keyring(settings: Settings) -> Keyring:
    """Return the keys of sealed columns, which follow the key file when the operator rotates them."""
    newer = newer_data_keys(settings.data_dir, settings.lasting_key, settings.data_keys)
    return Keyring(settings.sealing_keys, lambda: (keys := newer()) and (*settings.lasting_keys, *keys))
