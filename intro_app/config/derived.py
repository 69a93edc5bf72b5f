"""What follows from the settings, such as the keys that open what is encrypted."""

from datetime import timedelta
from pathlib import Path

from intro_app.config.names import readable_address, readable_origin
from intro_app.wording import LANGUAGES


class DerivedSettings:
    """The properties of `Settings`, whose fields they are made of."""

    base_url: str
    site_contact: str
    site_language: str
    languages: tuple[str, ...]
    joining: tuple[str, ...]
    hold_first_asks: int | None
    undo_minutes: float
    lasting_key: str
    data_keys: tuple[str, ...]
    data_dir: Path
    database_url: str
    database_direct_url: str
    journal_dir: str

    @property
    def database(self) -> str:
        """DATABASE_URL, or the URL of the SQLite file in DATA_DIR."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'mutual.db').resolve()}"

    @property
    def direct_database(self) -> str:
        """The database itself, past a pooler: for programs that need a session of their own."""
        return self.database_direct_url or self.database

    @property
    def is_pooled(self) -> bool:
        """Whether DATABASE_URL leads through a pooler, which lends a connection for one transaction."""
        return bool(self.database_direct_url)

    @property
    def journal_folder(self) -> Path:
        """JOURNAL_DIR, or the folder `journal` in DATA_DIR."""
        return Path(self.journal_dir) if self.journal_dir else self.data_dir / "journal"

    @property
    def lasting_keys(self) -> tuple[str, ...]:
        """The keys in LASTING_KEY, oldest first: there are several once it was rotated."""
        return tuple(self.lasting_key.split(","))

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The keys that open what is encrypted, oldest first: LASTING_KEY, then DATA_KEYS."""
        return *self.lasting_keys, *self.data_keys

    @property
    def readable_base_url(self) -> str:
        """BASE_URL as people spell it."""
        return readable_origin(self.base_url)

    @property
    def readable_contact(self) -> str:
        """SITE_CONTACT as people spell it."""
        return readable_address(self.site_contact)

    @property
    def first_asks_held(self) -> int:
        """How many first asks of each member a moderator reads before they go out."""
        if self.hold_first_asks is not None:
            return self.hold_first_asks
        return 1 if "open" in self.joining else 0

    @property
    def offered_languages(self) -> dict[str, str]:
        """The languages that people can choose, by code, with their names."""
        offered = {*self.languages, self.site_language}
        return {code: name for code, name in LANGUAGES.items() if code in offered}

    @property
    def undo_window(self) -> timedelta:
        """How long the last yes can be taken back after everyone agreed."""
        return timedelta(minutes=self.undo_minutes)

    @property
    def secure(self) -> bool:
        """Whether the site uses https, which cookies with the __Host- prefix require."""
        return self.base_url.startswith("https://")
