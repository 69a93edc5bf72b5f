"""The neighbours of St Jakob, who write in German."""

from intro_app.devtools.story.people import Character

_BERLIN = "Europe/Berlin"


def _neighbour(name: str, joined: int, headline: str, helps: str, wants: str) -> Character:
    return Character(
        name=name,
        joined=joined,
        headline=headline,
        helps=helps,
        wants=wants,
        place="Berlin",
        languages="Deutsch",
        time_zone=_BERLIN,
        locale="de",
    )


PARISH = (
    _neighbour(
        "Annegret Voigt",
        59,
        "Kantorin in St. Jakob, seit elf Jahren ohne Orgel",
        "Einen Chor zusammenhalten; Noten, die niemand mehr druckt.",
        "Tenöre, und Geduld bis zum ersten Ton.",
    ),
    _neighbour(
        "Wolfgang Brandt",
        58,
        "Elektriker im Ruhestand, mit allen Schlüsseln",
        "Strom, Schlösser und was man noch reparieren kann.",
        "Leute, die einen Schaltplan lesen wollen.",
    ),
    _neighbour(
        "Elif Demir",
        56,
        "Architektin, rechnet alte Balken nach",
        "Sagen, was ein Boden trägt, und es so sagen, dass man es glaubt.",
        "Dachböden, auf denen noch niemand gerechnet hat.",
    ),
    _neighbour(
        "Henning Kruse",
        55,
        "Tischler mit zwölf gleichen Zwingen",
        "Fichte, Eiche und Verbindungen ohne Schrauben.",
        "Altes Holz, das weiterleben soll.",
    ),
    _neighbour(
        "Rosa Lindner",
        55,
        "Kocht Suppe für alle, die mitarbeiten",
        "Kochen für vierzig; merken, wer etwas nicht isst.",
        "Jemanden, der die Tür hält.",
    ),
    _neighbour(
        "Matthias Ebert",
        54,
        "Führt die Kasse der Gemeinde",
        "Einen Haushalt erklären; Anträge, die aufgehen.",
        "Fragen, auf die eine Zahl die Antwort ist.",
    ),
    _neighbour(
        "Lena Hoffmann",
        53,
        "Fotografiert Werkstätten, am liebsten morgens",
        "Bilder, für die sich niemand verstellt.",
        "Werkstätten mit Fenstern nach Osten.",
    ),
    _neighbour(
        "Karim Saleh",
        52,
        "Fahrradwerkstatt um die Ecke, mit Lastenrad",
        "Transporte bis 180 Kilo, und alles mit Luft und Schläuchen.",
        "Einen Raum für Reparaturen am Sonntag.",
    ),
    _neighbour(
        "Ursula Pohl",
        51,
        "Singt Alt und liest alte Handschriften",
        "Kurrent und Sütterlin abschreiben.",
        "Die Nummer 7 der Choralliste.",
    ),
    _neighbour(
        "Tobias Renner",
        49,
        "Lehrt Physik, am liebsten außerhalb der Schule",
        "Versuche, die mit Haushaltssachen gehen.",
        "Orte, an denen vier Kinder etwas Richtiges tun dürfen.",
    ),
    _neighbour(
        "Friederike Adler",
        47,
        "Restauriert Gemälde und bemaltes Holz",
        "Sehen, welche Farbe unter einer anderen liegt.",
        "Reste von Blau aus der Zeit vor 1800.",
    ),
    _neighbour(
        "Jürgen Maas",
        46,
        "Enkel des Balgtreters von St. Jakob",
        "Wissen, wie es früher ging; Leitern.",
        "Ein Schlagzeug in gute Hände.",
    ),
    _neighbour(
        "Sofia Petrenko",
        44,
        "Lernt Orgel, noch auf einer mit Stecker",
        "Schöne Schrift; ukrainisch übersetzen.",
        "Eine Orgel, die atmet.",
    ),
    _neighbour(
        "Paul Nowak",
        43,
        "Tonmeister, hört gern zu",
        "Aufnahmen in Räumen, die nicht dafür gebaut sind.",
        "Stille Räume mit langem Nachhall.",
    ),
    _neighbour(
        "Birgit Sander",
        42,
        "Pfarrerin, kurz in Bedenken",
        "Mit Nachbarn und Ämtern reden, bevor sie schreiben.",
        "Menschen, die eine leere Bank füllen.",
    ),
    _neighbour(
        "Emil Thoma",
        40,
        "Schreibt für die Kiezzeitung",
        "Kürzen, ohne dass etwas fehlt.",
        "Geschichten, die hinter einer Tür liegen.",
    ),
)
