"""Rules of addresses that are compiled once lead where they would have led without that."""

from flask import Flask
from werkzeug.routing import BaseConverter, Rule

from tests.support.compiled_rules import CompiledRule


class Shouted(BaseConverter):
    """Takes words in capitals only."""

    regex = "[A-Z]+"


def _site(kind: type[Rule], *, shouted: bool, year: int) -> Flask:
    site = Flask(__name__)
    site.url_rule_class = kind
    if shouted:
        site.url_map.converters["word"] = Shouted
    else:
        site.url_map.converters["word"] = site.url_map.converters["string"]
    site.add_url_rule("/words/<word:word>", "words", lambda word: word)
    site.add_url_rule("/years/", "years", lambda year: f"year {year}", defaults={"year": year})
    site.add_url_rule("/years/<int:year>", "years")
    return site


def _led(site: Flask) -> list[tuple[int, str, str]]:
    asked = "/words/loud", "/words/LOUD", "/words/LOUD/more", "/years/", "/years/7", "/years/2026"
    browser = site.test_client()
    answers = [browser.get(path) for path in asked]
    return [(answer.status_code, answer.text, answer.headers.get("Location", "")) for answer in answers]


def _built(site: Flask) -> list[str]:
    adapter = site.url_map.bind("here.example.org")
    given = ("words", {"word": "A"}), ("years", {"year": 2026}), ("years", {"year": 7, "more": "ü & b"})
    return [adapter.build(endpoint, values) for endpoint, values in given]


def test_sites_that_share_rules_lead_as_sites_that_do_not() -> None:
    for shouted, year in ((True, 2026), (False, 2026), (True, 7), (True, 2026)):
        shared = _site(CompiledRule, shouted=shouted, year=year)
        alone = _site(Rule, shouted=shouted, year=year)
        assert _led(shared) == _led(alone)
        assert _built(shared) == _built(alone)


def test_a_rule_leads_to_the_endpoint_of_its_own_site() -> None:
    one, other = Flask("one"), Flask("other")
    for site, said in ((one, "one"), (other, "other")):
        site.url_rule_class = CompiledRule
        site.add_url_rule("/", said, lambda said=said: said)
        site.add_url_rule("/<int:number>", f"{said}.number", lambda number, said=said: f"{said} {number}")
    assert [site.test_client().get("/3").text for site in (one, other)] == ["one 3", "other 3"]
