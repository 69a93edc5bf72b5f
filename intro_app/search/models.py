"""The rows of the index, and the words that occur in it; the full-text index is the database's own."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.text.searching import Entry

# Compared sign by sign on both databases, whatever the language of the server.
_Word = String().with_variant(String(collation="C"), "postgresql")


class SearchEntry(Model):
    """The words of what a member published, by field, and the tokens by which the database indexes them.

    `wheel` is the member's place on the wheel of the directory, so that a search can be walked in its order.
    """

    __tablename__ = "search_entry"
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    wheel: Mapped[int] = mapped_column(BigInteger, unique=True)
    # The name alone, as `said` holds it: staff find members by parts of it.
    name: Mapped[str] = mapped_column()
    said: Mapped[str] = mapped_column()
    stems: Mapped[str] = mapped_column()
    tokens: Mapped[str] = mapped_column()

    @property
    def entry(self) -> Entry:
        """The words by field."""
        return Entry(self.said, self.stems)

    def hold(self, entry: Entry) -> None:
        """Replace the words."""
        self.name, self.said, self.stems, self.tokens = entry.name, entry.said, entry.stems, entry.tokens


class SearchWord(Model):
    """A word of the index, and in how many members' entries it is; mistyped words are looked up here."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    members: Mapped[int] = mapped_column()


class SearchGram(Model):
    """Three letters in a row of a word of the index."""

    __tablename__ = "search_gram"

    gram: Mapped[str] = mapped_column(_Word, primary_key=True)
    word: Mapped[str] = mapped_column(_Word, primary_key=True, index=True)
