"""Markdown as plain text: words stay, signs go, a link stands behind its words, “> ” before a quotation."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from intro_app.text.markdown import LONGEST, tokens_of

_PARTS = {
    *("paragraph_close", "heading_close", "bullet_list_close"),
    *("ordered_list_close", "table_close", "fence"),
}


class _Page:
    """The lines written so far; what stands before the next one; the cells of the row that is being read."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self.quoted = 0
        self.sign = ""
        self.row: list[str] | None = None

    def read(self, token: Token) -> None:
        """Take up one token of the parser."""
        if token.type in {"list_item_open", "list_item_close"}:
            self.depth += token.nesting
            self.sign = (f"{token.info}{token.markup} " if token.info else "- ") if token.nesting > 0 else ""
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self.quoted += token.nesting
        elif token.type == "tr_open":
            self.row = []
        elif token.type == "tr_close":
            self.lines.append(" | ".join(self.row or ()))
            self.row = None
        elif token.type in {"inline", "fence", "code_block"}:
            self._write(_words_of(token))
        if token.type in _PARTS and not self.depth:
            self.lines.append("")

    def _write(self, words: str) -> None:
        if self.row is not None:
            self.row.append(words)
            return
        begin = "  " * max(self.depth - 1, 0) + self.sign
        # Without its sign, what somebody quotes would read as words of their own.
        self.lines.append(begin + "\n".join("> " * self.quoted + line for line in words.split("\n")))
        self.sign = ""


def as_plain(words: str) -> str:
    """Return a text in Markdown as plain text, with an empty line between paragraphs."""
    page = _Page()
    for token in tokens_of(words[:LONGEST]):
        page.read(token)
    return "\n".join(page.lines).strip()


def _words_of(token: Token) -> str:
    return "".join(_spoken(token.children)) if token.children else token.content.strip("\n")


def _spoken(inside: Sequence[Token]) -> Iterator[str]:
    link, spoken = "", ""
    for token in inside:
        if token.type == "link_open":
            link, spoken = str(token.attrs.get("href", "")), ""
        elif token.type == "link_close":
            yield f" ({link})" if link != spoken else ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type in {"text", "code_inline"}:
            spoken += token.content
            yield token.content
