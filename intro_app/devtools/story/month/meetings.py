"""The twelve gatherings of the month: six dates of an open workshop, and six evenings and calls."""

from dataclasses import dataclass, field
from datetime import time

from intro_app.community.gatherings.repeating import Repetition, Rhythm

_REGULARS = ("Alice", "Jürgen", "Henning", "Sofia", "Rosa", "Wolfgang", "Elif", "Paul", "Karim")


@dataclass(frozen=True, kw_only=True)
class StoryMeeting:
    """A gathering: announced and held so many days ago (or ahead, below 0), and who comes to it.

    `visitors` are names and addresses of people without an account who sign up. The picture of this name is
    drawn for it; `shows` says what it shows.
    """

    title: str
    announced: int
    held: int
    clock: time
    minutes: int
    about: str
    comes: tuple[str, ...]
    place: str = ""
    link: str = ""
    capacity: int | None = None
    repeats: Repetition | None = None
    visitors: tuple[tuple[str, str], ...] = field(default=())
    declines: tuple[str, ...] = ()
    picture: str = ""
    shows: str = ""


MEETINGS = (
    StoryMeeting(
        title="Offene Werkstatt · Open workshop",
        announced=30,
        held=26,
        clock=time(10),
        minutes=240,
        place="St Jakob, the loft",
        about=(
            "Wir nehmen auseinander, was zusammen alt geworden ist. *No experience needed.* "
            "Mittags gibt es Suppe."
        ),
        comes=_REGULARS,
        declines=("Ursula", "Friederike"),
        capacity=14,
        repeats=Repetition(rhythm=Rhythm.WEEKLY, times=6),
    ),
    StoryMeeting(
        title="Rundgang: vom Keller bis zum Wind",
        announced=27,
        held=22,
        clock=time(18),
        minutes=75,
        place="St. Jakob, Südportal",
        about="Elif zeigt, was die Kirche trägt, und Jürgen, was die Orgel trug. Feste Schuhe, bitte.",
        comes=("Alice", "Tobias", "Lena", "Emil", "Birgit", "Friederike", "Rosa", "Matthias"),
        declines=("Karim",),
    ),
    StoryMeeting(
        title="Call: what we must not do",
        announced=24,
        held=17,
        clock=time(20),
        minutes=60,
        link="https://meet.example.org/st-jakob",
        about="Erik, Greta and Carol tell us what they have seen go wrong, so that we go wrong differently.",
        comes=("Alice", "Erik", "Greta", "Carol", "Ines", "Jonas", "Henning", "Elif", "Sofia"),
    ),
    StoryMeeting(
        title="Suppe und Zahlen",
        announced=16,
        held=10,
        clock=time(19),
        minutes=90,
        place="Gemeindesaal, bei der Küche",
        about="Matthias zeigt die Rechnung, Rosa den Topf. Fragen zu beidem sind willkommen.",
        comes=("Alice", "Matthias", "Rosa", "Birgit", "Wolfgang", "Ursula", "Jürgen", "Karim"),
        declines=("Carol", "Mei"),
    ),
    StoryMeeting(
        title="Listening evening: forty minutes of before",
        announced=12,
        held=3,
        clock=time(19, 30),
        minutes=75,
        place="St Jakob, the nave, with blankets",
        about=(
            "Paul plays what he recorded before we changed anything. "
            "We sit in the dark and say nothing until it ends."
        ),
        comes=("Alice", "Paul", "Annegret", "Lena", "Sofia", "Ursula", "Dan", "Hana", "Elif", "Tobias"),
        capacity=40,
    ),
    StoryMeeting(
        title="Offene Orgel · Come and hear it breathe",
        announced=13,
        held=-6,
        clock=time(14),
        minutes=180,
        place="St. Jakob, Jakobstraße 12, Berlin",
        about=(
            "Die Bälge sind offen, die Rippen neu, und wer mag, tritt selbst. Immer nur sechs auf einmal, "
            "dazwischen Suppe.\n\n"
            "*The bellows are open, and you can work them yourself. Bring children; they fit best.*"
        ),
        comes=(
            "Alice",
            "Annegret",
            "Rosa",
            "Wolfgang",
            "Karim",
            "Tobias",
            "Sofia",
            "Lena",
            "Friederike",
            "Elif",
        ),
        declines=("Priya",),
        capacity=60,
        picture="bellows",
        shows="Die Falten eines Balgs im Licht. The folds of a bellows in the light.",
        visitors=(("Ruth Albers", "ruth.albers"), ("Ferdinand Ott", "f.ott"), ("Milena Kovač", "milena.k")),
    ),
    StoryMeeting(
        title="Call: one pipe, forty pages",
        announced=4,
        held=-11,
        clock=time(20),
        minutes=60,
        link="https://meet.example.org/one-pipe",
        about="Carol explains her report, Dan asks the questions that we would not dare to ask.",
        comes=("Carol", "Dan", "Alice", "Erik", "Nadia", "Ines", "Hana", "Jonas"),
        capacity=6,
    ),
)
