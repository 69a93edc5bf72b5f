"""Time zones to choose from: each place once, under its present name, in the reader's language."""

from zoneinfo import ZoneInfo, available_timezones

import pytest

from intro_app.web.time_zones import current_name, zones_by_region


def offered(locale: str = "en") -> dict[str, str]:
    """Every zone with the name of its place."""
    return {zone: place for zones in zones_by_region(locale).values() for zone, place, _more in zones}


def test_every_zone_is_offered_once_and_is_one() -> None:
    zones = [zone for found in zones_by_region("en").values() for zone, _place, _more in found]
    assert len(zones) == len(set(zones))
    assert all(ZoneInfo(zone) for zone in zones)


@pytest.mark.parametrize(
    "alias", ["Asia/Calcutta", "Europe/Kiev", "US/Pacific", "GB", "Asia/Saigon", "Etc/GMT+3"]
)
def test_older_names_are_not_offered(alias: str) -> None:
    assert alias not in offered()


@pytest.mark.parametrize(
    ("reported", "zone"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("", ""),
    ],
)
def test_what_a_browser_or_an_older_profile_says_is_found_under_the_present_name(
    reported: str, zone: str
) -> None:
    assert current_name(reported) == zone


def test_places_are_read_and_sorted_in_the_reader_s_language() -> None:
    assert offered("de")["Europe/Rome"] == "Rom"
    european = [place for _zone, place, _more in zones_by_region("de")["Europe"]]
    assert european == sorted(european, key=str.casefold)


def test_every_zone_that_a_country_has_can_be_chosen_under_some_name() -> None:
    reachable = {
        current_name(zone) for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    }
    assert len(reachable - set(offered())) < 10, "only those that belong to no country"
