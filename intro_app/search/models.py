"""The rows of the index, and the words that occur in it; both databases have the same."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.text.searching import Entry

# Compared sign by sign on both databases, whatever the language of the server.
_Word = String().with_variant(String(collation="C"), "postgresql")


class SearchEntry(Model):
    """The words of what a member published, by field, and the tokens under which they are indexed.

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


class SearchPosting(Model):
    """That an entry holds a token; a token's entries stand in the order of the wheel.

    So a stretch of the wheel is read from the index alone, whatever else there is. The member is in the key
    so that no other row is read; that they exist is what the entry's key says.
    """

    __tablename__ = "search_posting"
    __table_args__ = ({"sqlite_with_rowid": False},)

    token: Mapped[str] = mapped_column(_Word, primary_key=True)
    wheel: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class SearchToken(Model):
    """A token, and how many entries hold it, so that a search begins with the rarest."""

    __tablename__ = "search_token"

    token: Mapped[str] = mapped_column(_Word, primary_key=True)
    members: Mapped[int] = mapped_column()


class SearchWord(Model):
    """A word of the index, and in how many members' entries it is; mistyped words are looked up here."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    members: Mapped[int] = mapped_column()


class SearchSlip(Model):
    """A word of the index under itself, and under each of its spellings with a letter less."""

    __tablename__ = "search_slip"

    shortened: Mapped[str] = mapped_column(_Word, primary_key=True)
    word: Mapped[str] = mapped_column(_Word, primary_key=True, index=True)
