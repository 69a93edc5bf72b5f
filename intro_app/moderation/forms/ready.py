"""Fields in which a moderator chooses a reason that is ready, and the form in which they write one."""

from typing import Any

from flask_babel import get_locale
from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired

from intro_app.config import settings
from intro_app.i18n import lazy_gettext as lazy
from intro_app.moderation import emails, queries
from intro_app.moderation.models import Case, ReadyReason, ReasonUse, Side
from intro_app.moderation.service.ready_reasons import LONGEST_READY
from intro_app.web.fields import TextField, choices
from intro_app.web.forms import WritingForm
from intro_app.wording import LANGUAGES


def ready_field() -> SelectField:
    """Return a field that offers no reason yet (see `Ready.offered`)."""
    return SelectField(
        lazy("Saved reason"),
        choices=choices([("", lazy("None"))]),
        default="",
        description=lazy("It comes before your own words, in the reader’s language."),
    )


class Ready:
    """The ready reasons that one field offers, in the language of whoever will read them."""

    def __init__(self, field: SelectField, words: dict[str, str]) -> None:
        self._field, self._words = field, words

    @classmethod
    def offered(cls, field: SelectField, use: ReasonUse, case: Case) -> "Ready":
        """Offer the reasons for this use in the moderator's language, and return them for the reader."""
        reasons, reader, site = queries.ready_reasons(use), _locale_of(case, use), settings().site_language
        mine = str(get_locale())
        field.choices = choices(
            [("", lazy("None")), *((str(one.id), one.words_in(mine, site)) for one in reasons)]
        )
        return cls(field, {str(one.id): one.words_in(reader, site) for one in reasons})

    def before(self, own: Field) -> str:
        """Return the chosen reason, and below it what the moderator wrote."""
        chosen = self._words.get(self._field.data or "", "")
        return "\n\n".join(words for words in (chosen, own.data or "") if words)


def _locale_of(case: Case, use: ReasonUse) -> str:
    """Return the language of those who will read it, or the site's where they have several."""
    sides = [Side(case.about)]
    if use is ReasonUse.FACTS_FOR_REPORTERS:
        sides = [case.side_of(report) for report in case.reports]
    known = {to.locale for side in sides if (to := emails.addressee(case, *side)) and to.locale}
    return known.pop() if len(known) == 1 else settings().site_language


class ReadyReasonForm(WritingForm):
    """A reason in the site's languages; `words_en` and so on are added below."""

    use = RadioField(
        lazy("Where is it used?"),
        [InputRequired(lazy("Choose where it is used."))],
        choices=choices((one.value, lazy(one.label)) for one in ReasonUse),
    )

    @classmethod
    def showing(cls, reason: ReadyReason) -> "ReadyReasonForm":
        """Return the form filled in with a reason."""
        written = {f"words_{locale}": text for locale, text in reason.words.items()}
        return cls(formdata=None, data={"use": reason.use.value, **written})

    @property
    def texts(self) -> list[Field]:
        """The fields for the words, one for each language."""
        return [self[f"words_{locale}"] for locale in LANGUAGES]

    def words(self) -> dict[str, str]:
        """Return what was written, by language."""
        return {locale: self[f"words_{locale}"].data or "" for locale in LANGUAGES}

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate the form; at least one language needs words."""
        fine = bool(super().validate(extra_validators))
        if fine and not any(self.words().values()):
            self.texts[0].errors = [lazy("Write it in at least one language.")]
            return False
        return fine


for _locale, _name in LANGUAGES.items():
    setattr(
        ReadyReasonForm,
        f"words_{_locale}",
        TextField(_name, limit=LONGEST_READY, render_kw={"rows": 3, "lang": _locale}),
    )
