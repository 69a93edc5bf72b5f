"""`make shots`: the pictures in the README and the docs, taken of the real site with its small story."""

import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, ViewportSize

from tests.support.chromium import chromium
from tests.support.demo_site import DemoSite, told_story

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
LARGEST = 150_000

DESK: ViewportSize = {"width": 1180, "height": 760}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Picture(NamedTuple):
    """One picture: its name, path, viewer (None for a visitor), device, colour scheme and language."""

    name: str
    path: str
    who: str = ""
    size: ViewportSize = DESK
    light: Literal["light", "dark"] = "light"
    language: str = "en"


WANTED = (
    Picture("front", "/"),
    Picture("front-dark", "/", light="dark"),
    Picture("front-phone", "/", size=PHONE),
    Picture("front-german", "/", language="de"),
    Picture("front-phone-german-dark", "/", "", PHONE, "dark", "de"),
    Picture("introductions", "/introductions", "Bob"),
    Picture("introductions-phone-dark", "/introductions", "Bob", PHONE, "dark"),
    Picture("introductions-phone-german", "/introductions", "Bob", PHONE, language="de"),
    Picture("ask", "/ask", "Alice"),
    Picture("people", "/people", "Alice"),
    Picture("trust-dark", "/me/trust", "Bob", light="dark"),
)


def of_the_answer(path: str) -> tuple[Picture, ...]:
    """The page behind the link that Carol got."""
    return (
        Picture("answer", path),
        Picture("answer-phone", path, size=PHONE),
        Picture("answer-phone-dark", path, size=PHONE, light="dark"),
        Picture("answer-phone-german", f"{path}?lang=de", size=PHONE),
    )


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, told_story(Path(folder)) as told:
        for picture in (*WANTED, Picture("ask-phone", f"/ask/{told.id_of('Mei')}", "Alice", PHONE)):
            _take(told, browser, picture)
        for picture in of_the_answer(told.bob_asks_carol()):
            _take(told, browser, picture)


def _take(told: DemoSite, browser: Browser, picture: Picture) -> None:
    context = browser.new_context(
        viewport=picture.size, color_scheme=picture.light, locale=picture.language, reduced_motion="reduce"
    )
    if picture.who:
        told.chooses(picture.who, picture.language)
        context.add_cookies([{"name": "sid", "value": told.session_of(picture.who), "url": told.site.url}])
    page = context.new_page()
    answer = page.goto(f"{told.site.url}{picture.path}")
    if answer is None or not answer.ok:
        raise SystemExit(f"no picture of {picture.path}: {answer and answer.status}")
    file = PICTURES / f"{picture.name}.png"
    page.screenshot(path=file)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} is too heavy: {file.stat().st_size} bytes")
    context.close()


if __name__ == "__main__":
    main()
