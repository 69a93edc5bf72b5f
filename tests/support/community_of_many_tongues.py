"""A community whose members write in six languages, whom sixty searches find (`golden_searches.py`)."""

from datetime import datetime

from intro_app.identity import service
from intro_app.identity.service import DoorWishes, ProfileInput

# Name, headline, can help with, looking for, place, languages.
MEMBERS = (
    (
        "Anna Schmidt",
        "Gärtnerin in Köln",
        "Obstbäume schneiden",
        "Leute für einen Gartenverein",
        "Köln",
        "Deutsch",
    ),
    (
        "Jörg Müller",
        "Übersetzer für Verträge",
        "Verträge übersetzen",
        "Schachpartner",
        "München",
        "Deutsch, Englisch",
    ),
    (
        "Heike Groß",
        "Baut Geigen und repariert Celli",
        "Streichinstrumente",
        "Kammermusik",
        "Leipzig",
        "Deutsch",
    ),
    ("Karl Weiß", "Bäcker mit Sauerteig", "Brot backen", "Eine Mühle", "Berlin", "Deutsch"),
    (
        "Ulrike Lange",
        "Softwareentwicklerin",
        "Datenbanken und Python",
        "Mitgründer",
        "Berlin",
        "Deutsch, English",
    ),
    (
        "Greta Olsen",
        "Gardener and beekeeper",
        "Keeping bees in a city",
        "Old apple trees",
        "London",
        "English, Danish",
    ),
    ("Olu Adeyemi", "Pianist", "Jazz piano for beginners", "A rehearsal room", "London", "English, Yoruba"),
    (
        "Priya Nair",
        "Immigration lawyer",
        "Visas and residence permits",
        "A climbing partner",
        "New York",
        "English",
    ),
    (
        "Sam O’Neil",
        "Carpenter, restores boats",
        "Wooden boats",
        "Photographs of old harbours",
        "Cork",
        "English",
    ),
    ("Maya Stone", "Runs a climbing gym", "Learning to climb", "Someone for accounting", "York", "English"),
    (
        "Peter Novák",
        "Accountant for small firms",
        "Taxes and accounting",
        "A hiking group",
        "Prague",
        "Czech, English",
    ),
    (
        "Lucía Fernández",
        "Jardinera urbana",
        "Jardinería en balcones",
        "Semillas antiguas",
        "Madrid",
        "Español",
    ),
    (
        "José Muñoz",
        "Cocinero vasco",
        "Cocinar para muchas personas",
        "Un huerto",
        "Bilbao",
        "Español, Euskera",
    ),
    (
        "Inés Peña",
        "Médica de familia",
        "Consejos de salud",
        "Clases de guitarra",
        "Sevilla",
        "Español, Inglés",
    ),
    ("Diego Ruiz", "Guitarrista flamenco", "Tocar la guitarra", "Bailarines", "Sevilla", "Español"),
    (
        "Carmen Ríos",
        "Traductora jurada",
        "Traducciones del alemán",
        "Viajes en tren",
        "Valencia",
        "Español, Alemán",
    ),
    ("Élodie Lefèvre", "Pâtissière à Lyon", "Croissants et brioches", "Un moulin", "Lyon", "Français"),
    ("Zoë Dubois", "Créatrice de théâtre", "Mise en scène", "Des comédiens", "Paris", "Français, Anglais"),
    ("François Côté", "Œnologue", "Choisir un vin", "Des vignes", "Québec", "Français"),
    (
        "Ирина Соколова",
        "Учит детей шахматам",
        "Шахматы для начинающих",
        "Партнёры для игры",
        "Рига",
        "Русский",
    ),
    ("Олег Ёлкин", "Программист", "Базы данных", "Походы в горы", "Тбилиси", "Русский, English"),
    ("田中さくら", "東京大学で植物を研究", "盆栽の育て方", "英会話の相手", "東京", "日本語"),
    ("佐藤健", "寿司職人", "魚のさばき方", "漁師", "大阪", "日本語, English"),
    ("김민준", "소프트웨어 개발자", "웹사이트 만들기", "등산 모임", "서울", "한국어"),
    ("ليلى حداد", "خطاطة ومعلمة", "الخط العربي", "ناشر كتب", "بيروت", "العربية"),
)


def settle(at: datetime) -> None:
    """Let everybody join, publish their profile and open their door; in an application context."""
    for number, (name, headline, helps, seeks, place, languages) in enumerate(MEMBERS):
        member = service.join(f"tongue{number}@example.org", name, at)
        said = ProfileInput(
            name=name,
            headline=headline,
            can_help_with=helps,
            looking_for=seeks,
            place=place,
            languages=languages,
        )
        service.describe_yourself(member, said)
        service.set_door(member, DoorWishes(visible=True, takes_direct_asks=True))
