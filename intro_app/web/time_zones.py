"""The time zones to choose from: by region, each place once, in the reader's language."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import get_timezone_location

from intro_app.wording import N_

Choices = list[tuple[str, str, dict[str, Any]]]

_REGIONS = {
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Antarctica": N_("Antarctica"),
    "Arctic": N_("Arctic"),
    "Asia": N_("Asia"),
    "Atlantic": N_("Atlantic Ocean"),
    "Australia": N_("Australia"),
    "Europe": N_("Europe"),
    "Indian": N_("Indian Ocean"),
    "Pacific": N_("Pacific Ocean"),
}


def region_words(region: str) -> str:
    """Return the English name of a region; the caller translates it."""
    return _REGIONS[region]


@cache
def zones_by_region(locale: str) -> dict[str, Choices]:
    """Return the zones of all countries by region, sorted by the name of the place in this language.

    Each choice has the older names of its zone in `data-also`, since browsers still report some of them.
    """
    reader, also = Locale.parse(locale.replace("-", "_")), _older_names()
    grouped: dict[str, Choices] = {region: [] for region in _REGIONS}
    for zone in _zones():
        older = also.get(zone, [])
        place = get_timezone_location(zone, locale=reader, return_city=True)
        grouped[zone.partition("/")[0]].append((zone, place, {"data-also": " ".join(older)} if older else {}))
    return {region: sorted(zones, key=lambda one: one[1].casefold()) for region, zones in grouped.items()}


def current_name(zone: str) -> str:
    """Return the name under which a zone is offered: `Asia/Kolkata` for `Asia/Calcutta`; others unchanged."""
    return next((name for name, older in _older_names().items() if zone in older), zone)


@cache
def _zones() -> tuple[str, ...]:
    """Return the third column of zone.tab: one name for each place in a country, without aliases."""
    rows = (line.split("\t") for line in _table("zone.tab") if not line.startswith("#"))
    return tuple(sorted(row[2] for row in rows if len(row) > 2))


@cache
def _older_names() -> dict[str, list[str]]:
    """Return the aliases of each zone that is offered, from the links of the time zone database."""
    offered, found = set(_zones()), dict[str, list[str]]()
    for line in _table("tzdata.zi"):
        kind, *names = line.split()
        if kind == "L" and names[0] in offered and names[1] not in offered:
            found.setdefault(names[0], []).append(names[1])
    return found


def _table(name: str) -> Iterator[str]:
    text = (files("tzdata.zoneinfo") / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip())
