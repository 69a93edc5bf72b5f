"""The search of the list of people, and the form with the address of somebody whom the member knows."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.forms import PURPOSES
from intro_app.identity.forms.entering import AddressForm
from intro_app.identity.group_directory import group_directory
from intro_app.people.policy import WantedPeople
from intro_app.site_settings import Audience, DefinedField, FieldKind, own_fields
from intro_app.text.searching import LONGEST_SEARCH, sought
from intro_app.web.fields import AddressField, LineField, choices
from intro_app.web.forms import SiteForm
from intro_app.web.languages import choose_language


class KnownAddressForm(AddressForm):
    """The address of somebody whom the member knows."""

    email = AddressField(
        lazy("Their e-mail address"),
        [DataRequired(lazy("Enter the person’s e-mail address."))],
        render_kw={"autocomplete": "off"},
    )


def _fields_to_choose_by() -> list[DefinedField]:
    """Return the fields by whose choices all members can be looked for."""
    return [one for one in own_fields() if one.kind is FieldKind.CHOICE and one.audience is Audience.MEMBERS]


def _choices_of_fields() -> dict[str, list[Any]]:
    """Return what can be chosen in each field, below its name."""
    language = choose_language()
    offered = {
        one.label(language): choices([(f"{one.public_id}.{option}", option) for option in one.options])
        for one in _fields_to_choose_by()
    }
    return {"": choices([("", lazy("Anything"))])} | offered if offered else {}


def _choice_meant(said: str) -> tuple[int, str] | None:
    public_id, _dot, option = said.partition(".")
    asked = next((one for one in _fields_to_choose_by() if one.public_id == public_id), None)
    return (asked.id, option) if asked and option in asked.options else None


class PeopleSearchForm(SiteForm):
    """Whom somebody looks for in the list of people; the page's address holds it."""

    find = LineField(
        lazy("Find people"),
        limit=LONGEST_SEARCH,
        description=lazy("A name, a topic or a place. Put quotes around words that belong together."),
        render_kw={"type": "search", "autocomplete": "off"},
    )
    place = LineField(lazy("Place"), limit=LONGEST_SEARCH)
    language = LineField(lazy("Language"), limit=LONGEST_SEARCH)
    group = SelectField(lazy("Group"), validate_choice=False)
    own = SelectField(lazy("What they chose"), validate_choice=False)
    purpose = SelectField(lazy("Takes requests for"), validate_choice=False)
    open = BooleanField(lazy("Takes requests now"))

    def offer_choices(self) -> None:
        """Fill in the groups and purposes to choose from."""
        self.group.choices = choices([("", lazy("Any")), *group_directory().choices()])
        self.own.choices = _choices_of_fields()
        self.purpose.choices = choices([("", lazy("Anything")), *PURPOSES.items()])

    def wanted(self) -> WantedPeople:
        """Return what was typed and chosen; what nobody could have chosen is left out."""
        return WantedPeople(
            words=sought(self.find.data or ""),
            place=sought(self.place.data or ""),
            languages=sought(self.language.data or ""),
            group=self.group.data or "",
            purpose=self.purpose.data if self.purpose.data in PURPOSES else "",
            takes_requests=bool(self.open.data),
            choice=_choice_meant(self.own.data or ""),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was chosen; then the page shows these fields."""
        return bool(self.said().keys() - {self.find.name})

    def said(self) -> dict[str, str]:
        """Return what the address of the page has to say to show the same search."""
        texts = (self.find, self.place, self.language, self.group, self.own, self.purpose)
        said = {field.name: field.data[:LONGEST_SEARCH] for field in texts if field.data}
        return said | ({self.open.name: "y"} if self.open.data else {})
