"""Somebody with a keyboard and no pointer, who sees at every stop where they are, and whom nothing covers."""

import json
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from intro_app.web.cookies import SESSION
from tests.support.story import Somebody

# More stops than any page has: who does not get there in so many does not get there.
ENOUGH = 150

# At this stop of Tab: whether it is the wanted one, and what keeps its reader from seeing that they are
# there.
_STOP = """([wanted, words]) => {
  const here = document.activeElement;
  if (here === document.body) return {is_there: false, fault: ""};
  const box = here.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  let isMarked = false;
  for (let one = here; one && one !== document.body; one = one.parentElement) {
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    isMarked ||= outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
  }
  // The button in a date field, which the browser marks itself.
  const isInside = !here.matches(":focus");
  const isCovered = !top || !(top.contains(here) || here.contains(top) || here.labels?.[0]?.contains(top));
  const said = (here.innerText || here.getAttribute("aria-label") || "").replace(/\\s+/g, " ").trim();
  return {
    is_there: here.matches(wanted) && (!words || said === words),
    fault: isCovered ? "covered" : isMarked || isInside ? "" : "without a mark",
    what: here.outerHTML.slice(0, 200),
  };
}"""


@dataclass
class Keyboard:
    """One window, and the keys; links of e-mails are opened as a mail program does."""

    page: Page
    home: str

    def sits(self, member: Somebody, path: str) -> None:
        """This member sits down, signed in, and looks at a page of the site."""
        assert member.person, f"{member.name} has no account"
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": SESSION, "value": member.person.session(), "url": self.home}])
        self.opens(self.home + path)

    def opens(self, address: str) -> None:
        """Come to a page from elsewhere: by the link of an e-mail, or typed."""
        self.page.goto(address)

    def to(self, wanted: str, words: str = "", key: str = "Tab") -> None:
        """Press Tab until the focus is on what is wanted; every stop on the way has to be seen."""
        for _press in range(ENOUGH):
            self.page.keyboard.press(key)
            stop = self.page.evaluate(_STOP, [wanted, words])
            assert not stop["fault"], f"{stop['fault']} on {self.page.url}: {stop['what']}"
            if stop["is_there"]:
                return
        raise AssertionError(f"no {key} leads to {wanted} {words} on {self.page.url}")

    def presses(self, words: str, within: str = "main") -> None:
        """Go to the link or button of these words and press Enter; another page comes."""
        self.to(f"{within} :is(a, button)", words)
        self.enters()

    def enters(self) -> None:
        """Press Enter where the focus is, and another page comes."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfolds(self, words: str) -> None:
        """Go to what is folded away under these words and open it."""
        self.to("summary", words)
        self.page.keyboard.press("Enter")

    def writes(self, **typed: str) -> None:
        """Go to each of these fields in turn and write; a long text comes in one go after its first letters.

        Dates and times are typed key by key: each of their parts takes its own keys.
        """
        for name, text in typed.items():
            self.to(_named(name))
            self.page.keyboard.press("Control+A")
            by_keys = len(text) if len(text) <= 12 else 3
            self.page.keyboard.type(text[:by_keys])
            self.page.keyboard.insert_text(text[by_keys:])

    def chooses(self, key: str = "Tab", **chosen: str) -> None:
        """Go to each of these groups and move by arrows to this choice."""
        for name, value in chosen.items():
            self.to(_named(name), key=key)
            self.page.keyboard.press("Space")
            self._moves_to(name, value)

    def picks(self, **picked: str) -> None:
        """Go to each of these lists and type the words of this entry."""
        for name, value in picked.items():
            self.to(_named(name))
            self.page.keyboard.type(self.page.locator(f":focus option[value='{value}']").inner_text())
            expect(self.page.locator(f"{_named(name)}:focus")).to_have_value(value)

    def ticks(self, name: str, value: str = "") -> None:
        """Go to a box and tick it, or take the tick out."""
        self.to(_named(name, value))
        self.page.keyboard.press("Space")

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def _moves_to(self, name: str, value: str) -> None:
        for _press in range(ENOUGH):
            if self.page.locator(f"{_named(name, value)}:checked").count():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value} of {name}")


def _named(name: str, value: str = "") -> str:
    return f"[name={json.dumps(name)}]" + (f"[value={json.dumps(value)}]" if value else "")
