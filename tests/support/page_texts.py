"""All that a page says: what is read, what is read out, what a pointer or an empty field shows."""

from html.parser import HTMLParser

from tests.support.marked_language import GAP

# Where words of ours can stand besides the text; data-left and data-over are for the script that counts.
SPEAKING = {
    "aria-label",
    "alt",
    "placeholder",
    "title",
    "label",
    "aria-description",
    "data-left",
    "data-over",
}
_SILENT = {"script", "style"}
# A text goes on through these.
_WITHIN = {"strong", "em", "code", "a"}


def texts_of(page: str) -> list[str]:
    """Return the text of a page, split where a sentence must end, and each attribute that holds text."""
    reader = _TextParser()
    reader.feed(page)
    reader.close()
    return ["".join(reader.text), *reader.attributes]


class _TextParser(HTMLParser):
    """Collects what a page says while it is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.attributes: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what its attributes say."""
        self._silent += tag in _SILENT
        self._end_text(tag)
        given = {name: value or "" for name, value in attrs}
        self.attributes += [value for name, value in given.items() if name in SPEAKING]
        if tag == "meta" and given.get("name") == "description":
            self.attributes.append(given["content"])
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            self.attributes.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """A text ends here."""
        self._silent -= tag in _SILENT
        self._end_text(tag)

    def _end_text(self, tag: str) -> None:
        if tag not in _WITHIN:
            self.text.append(GAP)

    def handle_data(self, data: str) -> None:
        """Note the text."""
        if not self._silent:
            self.text.append(data)
