"""The people of the story: five with fixed roles, and their neighbours."""

from dataclasses import dataclass
from unicodedata import normalize

from intro_app.identity.service import ProfileInput


@dataclass(frozen=True, kw_only=True)
class Character:
    """One person of the story; `joined` is how many days ago they joined.

    Their addresses are at example.org, where no e-mail arrives.
    """

    name: str
    joined: int
    headline: str
    helps: str
    wants: str
    place: str
    languages: str
    part: str = ""
    phone: str = ""
    time_zone: str = ""
    locale: str = ""

    @property
    def first_name(self) -> str:
        """The first word of the name, by which the story refers to them."""
        return self.name.split(maxsplit=1)[0]

    @property
    def email(self) -> str:
        """Their address, without accents, which many mail servers do not accept."""
        bare = normalize("NFKD", self.first_name.lower()).encode("ascii", "ignore").decode()
        return f"{bare}@example.org"

    @property
    def profile(self) -> ProfileInput:
        """Their profile, as the form would submit it."""
        return ProfileInput(
            name=self.name,
            headline=self.headline,
            can_help_with=self.helps,
            looking_for=self.wants,
            place=self.place,
            languages=self.languages,
            phone=self.phone,
            time_zone=self.time_zone,
            locale=self.locale,
        )


FIVE = (
    Character(
        name="Alice Marsh",
        part="asks",
        joined=80,
        phone="+49 30 5550100",
        time_zone="Europe/Berlin",
        headline="Restores organs",
        place="Berlin",
        languages="English, German",
        helps="Old instruments: what can be saved, what it costs, and whom to call first.",
        wants="People who know how organ pipes were cast before 1800.",
    ),
    Character(
        name="Bob Keller",
        part="connects",
        joined=345,
        phone="+49 30 5550101",
        time_zone="Europe/Berlin",
        headline="Keeps the archive of St Jakob, and sings in its choir",
        place="Berlin",
        languages="German, English",
        helps="Finding out who knows something, and asking them kindly.",
        wants="Stories about the people in my photographs.",
    ),
    Character(
        name="Carol Duarte",
        part="is asked",
        joined=336,
        phone="+351 21 5550102",
        time_zone="Europe/Lisbon",
        headline="Studies the metal that organ pipes are made of",
        place="Lisbon",
        languages="Portuguese, English",
        helps="Reading an analysis of old metal, and saying what it does not tell.",
        wants="Pipes that nobody has measured yet.",
    ),
    Character(
        name="Dan Okafor",
        part="moderates",
        joined=340,
        phone="+44 20 79460103",
        time_zone="Europe/London",
        headline="Casts small bells; hears both sides here",
        place="London",
        languages="English, Igbo",
        helps="Furnaces, moulds, and disagreements.",
        wants="Old metal with a known history.",
    ),
    Character(
        name="Mallory Voss",
        part="abuses",
        joined=45,
        phone="+49 30 5550104",
        headline="Growth for makers",
        place="Everywhere",
        languages="English",
        helps="Selling more of whatever you make.",
        wants="Makers who want to be bigger.",
    ),
)

NEIGHBOURS = (
    Character(
        name="Erik Lindqvist",
        joined=328,
        phone="+46 8 5550105",
        time_zone="Europe/Stockholm",
        headline="Second-generation organ builder",
        place="Västerås",
        languages="Swedish, English",
        helps="Wind chests, bellows, and patience.",
        wants="An apprentice for the summer.",
    ),
    Character(
        name="Ines Carvalho",
        joined=70,
        phone="+351 22 5550106",
        time_zone="Europe/Lisbon",
        headline="Keeper of a village organ that nobody has opened for ninety years",
        place="Braga",
        languages="Portuguese, French",
        helps="A dry loft to work in, and soup.",
        wants="Advice before we open it.",
    ),
    Character(
        name="Nadia Haddad",
        joined=333,
        headline="Librarian for maps and sheet music",
        place="Beirut",
        languages="Arabic, French, English",
        helps="Finding the one copy that survived.",
        wants="A careful scanner of fragile paper.",
    ),
    Character(
        name="Tomás Rivera",
        joined=66,
        headline="Teaches physics with instruments from the attic",
        place="Valparaíso",
        languages="Spanish, English",
        helps="Explaining sound to people of twelve.",
        wants="Broken instruments that may be taken apart.",
    ),
    Character(
        name="Mei Tanaka",
        joined=61,
        headline="Tunes pianos, and listens to rooms",
        place="Osaka",
        languages="Japanese, English",
        helps="Why a room swallows one note.",
        wants="Rooms that sound wrong.",
    ),
    Character(
        name="Samuel Adeyemi",
        joined=324,
        headline="Runs a repair café every second Saturday",
        place="Manchester",
        languages="English, Yoruba",
        helps="Starting a repair café: tools, insurance, tea.",
        wants="Help with sewing leather.",
    ),
    Character(
        name="Greta Holm",
        joined=330,
        headline="Bookbinder; leather, glue and time",
        place="Aarhus",
        languages="Danish, German, English",
        helps="Leather for bellows and for books.",
        wants="A quiet workshop.",
    ),
    Character(
        name="Olu Bankole",
        joined=44,
        headline="Writes grant applications for small museums",
        place="Leeds",
        languages="English",
        helps="The budget page that everyone dreads.",
        wants="Museums with good questions.",
    ),
    Character(
        name="Priya Raman",
        joined=39,
        headline="Measures vibration, mostly of bridges",
        place="Pune",
        languages="English, Tamil, Hindi",
        helps="What your measurement means, and what it cannot mean.",
        wants="Something smaller than a bridge.",
    ),
    Character(
        name="Jonas Weber",
        joined=33,
        headline="Carpenter, after twenty years in banking",
        place="Basel",
        languages="German, French, English",
        helps="Leaving a safe job; dovetails.",
        wants="Oak older than I am.",
    ),
    Character(
        name="Fatima Zahra",
        joined=26,
        headline="Records the songs of her grandmother's village",
        place="Fès",
        languages="Arabic, French",
        helps="Asking old people the right question.",
        wants="Help with keeping recordings for a hundred years.",
    ),
    Character(
        name="Liam Byrne",
        joined=19,
        headline="Choir leader with more altos than tenors",
        place="Galway",
        languages="English, Irish",
        helps="Getting shy people to sing.",
        wants="Tenors; any tenors.",
    ),
    Character(
        name="Hana Novak",
        joined=8,
        headline="Student of acoustics, new here",
        place="Brno",
        languages="Czech, English",
        helps="Tedious calculations, gladly.",
        wants="A summer in a workshop.",
    ),
)
