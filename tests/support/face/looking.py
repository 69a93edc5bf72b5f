"""Holds one page, as Chromium shows it, against what every page must keep."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from gzip import compress
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Browser, Page, Request

from tests.support.page_recorder import Shown

HEAVIEST = 60_000
LARGEST_SHIFT = 0.02

# What depends on the theme and on the room that there is is asked again; everything else is the same in each.
EVERYTHING: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
BY_LOOKS: dict[str, object] = {
    "type": "rule",
    "values": ["color-contrast", "target-size", "link-in-text-block"],
}
Scheme = Literal["light", "dark"]
# In an order in which little changes from one to the next: each change costs a sixth of a look.
LOOKS: tuple[tuple[Scheme, int, dict[str, object] | None], ...] = (
    ("light", 320, EVERYTHING),
    ("light", 1280, None),
    ("dark", 1280, BY_LOOKS),
    ("dark", 390, None),
)

PICTURED: tuple[tuple[Scheme, int], ...] = (("dark", 390), ("light", 1280))

_AXE = """async (rules) => {
  const options = {runOnly: rules, resultTypes: ["violations"], preload: false, iframes: false};
  if (rules.type === "tag") options.rules = {"heading-order": {enabled: true}};
  return (await axe.run(document, options)).violations;
}"""
_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const add = (entries) => entries.forEach((one) => { sum += one.hadRecentInput ? 0 : one.value; });
  const watch = new PerformanceObserver((list) => add(list.getEntries()));
  watch.observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => { add(watch.takeRecords()); done(sum); }));
})"""
_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const all = [...document.querySelectorAll("body *")];
  const wide = all.filter((one) => one.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 3).map((one) => one.tagName + "." + one.className).join(" ") || "the page";
}"""
# A form that came back has the focus on what is wrong: the first field of those, or what says it all.
_RETURNED = """() => {
  if (!document.title.startsWith("Error: ")) return "";
  const found = document.activeElement;
  const named = found.matches("[aria-invalid=true], [role=alert]") || found.closest(".field-wrong");
  return named ? "" : "a form came back, and the focus is not on what is wrong";
}"""
# What says it all leads to each field that is wrong, from the top of the page to its end.
_IN_ORDER = """() => {
  const links = [...document.querySelectorAll(".summary a[href^='#']")];
  const wrong = links.map((link) => document.getElementById(link.hash.slice(1)));
  if (wrong.includes(null)) return `an error leads nowhere: ${links[wrong.indexOf(null)].hash}`;
  const late = wrong.find((one, place) => place && !(wrong[place - 1].compareDocumentPosition(one) & 4));
  return late ? `the errors are in another order than the fields: ${late.id}` : "";
}"""
# No page is a dead end: what it is about leads on by a link or a button of its own.
_LEADS_ON = "() => !!document.querySelector('main a[href], main button')"
# The same page in German, where no script would notice: that costs a tenth of loading it.
_IN_GERMAN = """async (source) => {
  const german = new DOMParser().parseFromString(source, "text/html");
  const root = document.documentElement;
  for (const {name, value} of german.documentElement.attributes) root.setAttribute(name, value);
  document.body.replaceWith(document.adoptNode(german.body));
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


@dataclass
class Viewport:
    """One window in which page after page is looked at; nothing is kept from one to the next."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _scheme: Scheme | None = None
    _width: int = 0

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.page.on(
            "requestfinished",
            lambda request: self.requests.append(request),  # noqa: PLW0108  Playwright marks handlers
        )
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def faults_of(self, shown: Shown, address: str) -> list[str]:
        """What is wrong with this page, in every theme and size, each as a line that says where.

        With PICTURES=folder it only keeps pictures of each, for the eyes of whoever changed it.
        """
        self._opens(address)
        if folder := os.environ.get("PICTURES"):
            self._scheme, self._width = None, 0
            return _keep_pictures(self.page, shown, folder)
        found = [*_of_loading(self.page, shown, address, self.requests), *_of_returning(self.page)]
        found += self._of_looks()
        found += [*self._of_other_languages(shown, address), *self.complaints]
        return [f"{shown.name}: {fault}" for fault in found]

    def _opens(self, address: str) -> None:
        self._becomes("light", 320)
        self.requests.clear()
        self.complaints.clear()
        self.page.goto(address, wait_until="load")

    def _becomes(self, scheme: Scheme, width: int) -> None:
        """Change what is not like that already."""
        if scheme != self._scheme:
            self.page.emulate_media(color_scheme=scheme)
        if width != self._width:
            self.page.set_viewport_size({"width": width, "height": 800})
        self._scheme, self._width = scheme, width

    def _of_looks(self) -> Iterator[str]:
        for scheme, width, rules in LOOKS:
            self._becomes(scheme, width)
            if wide := self.page.evaluate(_OVERFLOW):
                yield f"scrolls sideways at {width} px: {wide}"
            for violation in self.page.evaluate(_AXE, rules) if rules else []:
                yield f"{scheme} at {width} px: {_said(violation)}"

    def _of_other_languages(self, shown: Shown, address: str) -> Iterator[str]:
        """In longer words, and the other way round, on the smallest phone."""
        self._becomes("dark", 320)
        if b"<script" in shown.in_german:
            self.page.goto(f"{address}?de", wait_until="load")
        else:
            self.page.evaluate(_IN_GERMAN, shown.in_german.decode())
        if wide := self.page.evaluate(_OVERFLOW):
            yield f"scrolls sideways in German: {wide}"
        self.page.evaluate("document.documentElement.dir = 'rtl'")
        if wide := self.page.evaluate(_OVERFLOW):
            yield f"scrolls sideways from right to left: {wide}"


@contextmanager
def window(browser: Browser) -> Iterator[Viewport]:
    """A window that has seen nothing yet. As requests are routed, it loads everything anew for each page."""
    with browser.new_context(reduced_motion="reduce") as context:
        # Letters in frames are under rules of their own.
        context.route("**/html", lambda route: route.fulfill(body=""))
        # A page that waits goes on waiting, however slowly this machine looks at it.
        context.route("**/me/membership**", lambda route: route.fulfill(body="data-waiting"))
        context.add_init_script(_axe())  # sent once, for all pages
        yield Viewport(context.new_page())


def _of_loading(page: Page, shown: Shown, address: str, requests: list[Request]) -> Iterator[str]:
    if (shift := page.evaluate(_SHIFT)) >= LARGEST_SHIFT:
        yield f"moves by {shift:.3f} while it loads"
    home = address.partition("/shown/")[0]
    elsewhere = [request.url for request in requests if not request.url.startswith((home, "data:"))]
    if elsewhere:
        yield f"asks elsewhere: {elsewhere}"
    sheets = [request.url for request in requests if request.resource_type == "stylesheet"]
    own_colours = [sheet for sheet in sheets if "/look/" in sheet]
    if len(sheets) - len(own_colours) != 1 or len(own_colours) > 1:
        yield f"asks for {len(sheets)} style sheets"
    weight = len(compress(shown.body)) + sum(
        _weight(request) for request in requests if request.url != address
    )
    if weight > HEAVIEST and not shown.template.startswith("devtools/"):
        yield f"weighs {weight / 1000:.0f} kB"


def _of_returning(page: Page) -> Iterator[str]:
    for rule in (_RETURNED, _IN_ORDER):
        if fault := page.evaluate(rule):
            yield fault
    if not page.evaluate(_LEADS_ON):
        yield "leads nowhere"


def _weight(request: Request) -> int:
    return int(request.sizes()["responseBodySize"])


def _said(violation: dict[str, Any]) -> str:
    places = [node["html"][:160] + " " + node["failureSummary"][:200] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {' | '.join(places)}"


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def _keep_pictures(page: Page, shown: Shown, folder: str) -> list[str]:
    number = page.url.rpartition("/")[2]  # what tells the states of one page apart
    name = re.sub(r"[^\w-]+", "-", f"{shown.name[:80]} {number}")
    for scheme, width in PICTURED:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True, animations="disabled")
    return []
