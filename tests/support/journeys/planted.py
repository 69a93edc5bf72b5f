"""A story in which everybody writes whatever can be written, a word of its own in each column."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from intro_app import clock
from intro_app.audit.service import note
from intro_app.community.circles import service as circles
from intro_app.community.circles.service import Described
from intro_app.community.threads import service as threads
from intro_app.community.threads.models import Post, PostReport, Thread
from intro_app.db import atomic, db
from intro_app.followups.service import thanking
from intro_app.identity import service as accounts
from intro_app.identity.models import AddressChange, Passkey, Session, Suspension, SuspensionGround
from intro_app.identity.service.profile import ProfileInput
from intro_app.introductions.models import Draft, Introduction
from intro_app.introductions.states import Role
from intro_app.memberships.service.giving import give
from intro_app.moderation import service as moderation
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Appeal, Case, CaseNote, Report
from intro_app.moderation.service import Complaint, Hearing, Ruling
from intro_app.moderation.stages import CaseOutcome
from intro_app.organising.members.service import write_note
from intro_app.trust.events import Severity
from tests.support.browsing import Typed, grouped
from tests.support.community import Village
from tests.support.forms import form_with
from tests.support.joining import OF_A_REQUEST, invite, plant_request
from tests.support.journeys.planted_answers import a_page_elsewhere, answers
from tests.support.journeys.planted_gathering import a_gathering
from tests.support.journeys.planted_pictures import a_copy, edits
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.lists import OF_A_LIST, plant_list
from tests.support.people import visitor
from tests.support.story import Somebody, Story

DAY = timedelta(days=1)


def a_world(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> PlantedWorld:
    """Alice, Bob, Carol; Frank, to whom Alice is introduced; Erin, a stranger; Dan, who moderates."""
    story.people.dan.becomes("moderator")
    dan = Somebody(story, "Dan Okafor", "dan@example.org", story.people.dan)
    erin, frank = (story.member(story.people.join(name)) for name in ("Erin Foley", "Frank Osei"))
    assert erin.person
    story.people.know_each_other(story.people.bob, erin.person)
    return PlantedWorld(
        story, {"alice": alice, "bob": bob, "carol": carol, "dan": dan, "erin": erin, "frank": frank}
    )


def tell(world: PlantedWorld) -> None:
    """The whole story: everybody writes whatever can be written."""
    details(world)
    a_guest_whom_alice_met(world)
    a_pair_and_a_case(world)
    what_waits(world)
    own_things(world)
    answers(world)
    a_page_elsewhere(world)
    a_circle(world)


def details(world: PlantedWorld) -> None:
    """Everybody's ways to be reached: Alice and Frank tick their e-mail, nobody a telephone or a calendar."""
    met = {"alice": ("frank",), "frank": ("alice",)}
    with world.story.app.app_context():
        for name, one in world.people.items():
            assert one.person
            phone, link = f"+49 30 5550{world.id_of(name):03}77", f"https://cal.example.org/{name}-quince"
            accounts.describe_yourself(
                one.person.member,
                ProfileInput(name=one.name, phone=phone, calendar_link=link, **world.profile),
            )
            world.mark("member.phone", word=phone, found_by=(name,))
            world.mark("member.calendar_link", word=link, found_by=(name,))
            more = (*met.get(name, ()), *(("gwen",) if name == "alice" else ()))
            world.mark("member.email", name, *more, word=one.address)


def a_guest_whom_alice_met(world: PlantedWorld) -> None:
    """Bob carried the question to Gwen, who said yes; his note about her stays his, even once introduced."""
    alice, bob, story = world.people["alice"], world.people["bob"], world.story
    gwen = story.guest("Gwen Quincewell", "gwen.quince@guests.example.net")
    link = _carried(world, alice, bob)
    world.mark("guest.email", word=gwen.address, found_by=("alice",))
    phone = world.mark("guest.phone", word="+44 20 7946 0999", found_by=("alice",))
    _says_yes(story, gwen, link, phone)
    story.details_come_out()


def _carried(world: PlantedWorld, asker: Somebody, bob: Somebody, **letter: Typed) -> str:
    asker.asks(None, bob, **letter)
    label = world.mark("guest.label", found_by=("bob",))
    page = bob.lends_good_word(**{"whom": "carry", "guest_label": label, **world.good_word}).text
    return str(re.findall(r'class="link-written">([^<]+)<', page)[0])


def _says_yes(story: Story, gwen: Somebody, link: str, phone: str, *, proves: bool = True) -> None:
    browser = visitor(story.app)
    form = form_with(browser.get(link).text, action="/r")
    typed = form.filled(decision="yes", name=gwen.name, email=gwen.address, phone=phone)
    asked = browser.post("/r", data=grouped(typed))
    story.work()
    if proves:
        code = re.findall(r"\b\d{6}\b", gwen.newest().text)[0]
        browser.post("/r/code", data=grouped(form_with(asked.text, action="/r/code").filled(code=code)))
        story.work()


def a_pair_and_a_case(world: PlantedWorld) -> None:
    """Alice and Frank are introduced; she thanks him, and reports him; Dan hears Frank and decides."""
    alice, frank, story = world.people["alice"], world.people["frank"], world.story
    public_id = alice.asks(frank, None, **world.letter(0))
    frank.says_yes()
    story.details_come_out()
    story.wait(2 * DAY, DAY)
    with story.app.app_context():
        made = db.session.scalars(select(Introduction).where(Introduction.public_id == public_id)).one()
        dan, at = story.people.dan.member, clock.now()
        thanking.thank(
            made, Role.FIRST, {Role.SECOND: world.mark("thanks.words", "alice", found_by=("frank",))}, at=at
        )
        grounds, text = Grounds.PRESSURE, world.mark("report.text", "alice")
        about = Complaint(about=Role.SECOND, grounds=grounds, text=text)
        case = moderation.report(made.id, Role.FIRST, about, at=at).id
        said = world.mark("moderation_case.allegation", "dan", found_by=("frank",))
        moderation.hear(case, Hearing(rule=grounds, allegation=said), dan, at=at)
        ruling = Ruling(
            outcome=CaseOutcome.UPHELD,
            rule=grounds,
            severity=Severity.MODERATE,
            facts=world.mark("decision.facts", "dan", found_by=("frank",)),
            facts_for_reporters=world.mark("decision.facts_for_reporters", "dan", found_by=("alice",)),
        )
        _decided(world, case, ruling)
        _words_of_the_case(world, case)


def _decided(world: PlantedWorld, case: int, ruling: Ruling) -> None:
    world.story.wait(11 * DAY, DAY)
    moderation.decide(case, ruling, world.story.people.dan.member, at=clock.now())
    world.story.work()


def _words_of_the_case(world: PlantedWorld, case_id: int) -> None:
    at = clock.now()
    with atomic():
        case = db.session.get_one(Case, case_id)
        case.side = world.mark("moderation_case.side", "dan", "frank")
        case.frozen_because = world.mark("moderation_case.frozen_because", "dan", "frank")
        case.unheard_because = world.mark("moderation_case.unheard_because", "dan")
        written = db.session.scalars(select(Report).where(Report.case_id == case_id)).one()
        written.name, written.address = world.mark("report.name", "dan"), world.mark("report.address")
        case.author_address = world.mark("moderation_case.author_address")
        noted = world.mark("case_note.words", "dan", "frank")
        case.notes.append(CaseNote(by_id=world.id_of("dan"), words=noted, written_at=at))
        db.session.add(a_copy(world, case_id))
        words = world.mark("appeal.text", "dan", "frank")
        reasons = world.mark("appeal.reasons", "dan", "frank")
        db.session.add(appeal := Appeal(role=Role.SECOND, text=words, made_at=at, reasons=reasons))
        appeal.case_id = case_id
    with atomic():
        why = world.mark("audit_reason.words", "frank")
        note(world.id_of("dan"), "read_details", world.id_of("frank"), f"case:{case_id}", why, at)


def what_waits(world: PlantedWorld) -> None:
    """Erin's guest has said yes, privately for now; another has not proven a mailbox; Carol said not now."""
    erin, bob, carol, story = (*(world.people[name] for name in ("erin", "bob", "carol")), world.story)
    erin.asks(carol, None, **world.letter(2))
    carol.answers("not_now", sentence="own", words=world.mark("ask.words", "carol", found_by=("erin",)))
    hugo = story.guest(world.mark("guest.name", word="Hugo Quincefield"), "hugo.quince@guests.example.net")
    world.mark("guest.email", word=hugo.address)
    link = _carried(world, erin, bob, **world.letter(1))
    _says_yes(story, hugo, link, world.mark("guest.phone", word="+44 20 7946 0888"), proves=False)
    world.mark("guest.proposed_email", word=hugo.address)


def own_things(world: PlantedWorld) -> None:
    """A draft, a passkey, a device, a change of address, why a membership was given; who is invited."""
    at, mine = clock.now(), world.id_of("carol")
    typed = {"what_for": world.mark("draft.typed", "carol")}
    bob = world.people["bob"]
    with world.story.app.app_context():
        with atomic():
            name = world.mark("passkey.name", found_by=("carol",))
            db.session.add(Passkey(member_id=mine, credential_id="q", public_key=b"", name=name, added_at=at))
            address = f"/ask/{bob.public_id}"
            kept: dict[str, Any] = {"begun_at": at, "kept_at": at, "kept_by": "w"}
            db.session.add(
                Draft(member_id=mine, address=address, recipient_id=world.id_of("bob"), typed=typed, **kept)
            )
            db.session.add(_change_of_address(world, mine))
            device = world.mark("session.device", "carol")
            for session in db.session.scalars(select(Session).where(Session.member_id == mine)):
                session.device = device
        for name in ("alice", "frank"):
            member = world.people[name].person.member  # type: ignore[union-attr]  # both have accounts
            give(member, at + 365 * DAY, world.mark("membership_waiver.why"), at)
    address = world.mark("invitation.address", word="ivo.quince@guests.example.net")
    name = world.mark("invitation.name", word="Ivo Quinceman", found_by=("bob",))
    assert bob.person
    invite(bob.person, address, at, name, world.mark("invitation.line"))
    assert world.people["dan"].person
    plant_list(world.story.app, world.people["dan"].person, {one: world.mark(one) for one in OF_A_LIST}, at)
    _words_of_staff(world, bob)
    plant_request(world.story.app, {one: world.mark(f"join_request.{one}") for one in OF_A_REQUEST}, at)


def _words_of_staff(world: PlantedWorld, about: Somebody) -> None:
    """What staff noted about a member, and why they were suspended once."""
    at = clock.now()
    assert about.person
    with world.story.app.app_context():
        dan = world.story.people.dan.member
        write_note(about.person.member, world.mark("staff_note.words"), dan, at)
        with atomic():
            over = Suspension(
                member_id=about.person.id,
                ground=SuspensionGround.OTHER,
                by_id=dan.id,
                made_at=at,
                until=at,
                ended_at=at,
                words=world.mark("suspension.words"),
                appeal_words=world.mark("suspension.appeal_words"),
                judge_words=world.mark("suspension.judge_words"),
            )
            db.session.add(over)


def _change_of_address(world: PlantedWorld, member_id: int) -> AddressChange:
    """Carol has asked for another address and not typed the code yet."""
    old = world.mark("address_change.old_email", "carol", word="carol.quince@before.example.net")
    new = world.mark("address_change.new_email", "carol", word="carol.quince@after.example.net")
    return AddressChange(
        member_id=member_id,
        old_email=old,
        new_email=new,
        old_hash="of the old one",
        new_hash="of the new one",
        asked_at=clock.now(),
    )


def a_circle(world: PlantedWorld) -> None:
    """Alice hosts a circle that members find and visitors do not; Frank is in it, Carol has asked to join."""
    story, at = world.story, clock.now()
    inside = ("alice", "frank")
    alice, frank, carol = (world.people[name].person for name in ("alice", "frank", "carol"))
    assert alice
    assert frank
    assert carol
    village = Village(story.app, story.people, at)
    with story.app.app_context():
        about = Described(
            name=world.mark("circle.name", found_by=tuple(world.people)),
            about=world.mark("circle.about", found_by=tuple(world.people)),
            is_public=False,
        )
        made = circles.begin(alice.member, about, at)
        village.joins(made.id, alice, frank)
        circles.ask_to_join(
            made.id, carol.member, world.mark("circle_member.words", "carol", found_by=("alice",)), at
        )
        title = world.mark("thread.title", found_by=inside)
        first = world.mark("post_edit.words", found_by=inside)
        thread = threads.open_thread(made.id, frank.member, title, first, at)
        _posts(world, thread, made.id)
        public_id = made.public_id
    a_gathering(world, village, public_id, inside)
    story.work()


def _posts(world: PlantedWorld, thread: Thread, circle_id: int) -> None:
    at = clock.now()
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    edits(world, "frank", post.id, circle_id)
    with atomic():
        reported = PostReport(
            post_id=post.id,
            reporter_id=world.id_of("alice"),
            words=world.mark("post_report.words", found_by=("dan",)),
            reported_words="what stood there",
            reported_at=at,
        )
        db.session.add(reported)
