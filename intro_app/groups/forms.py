"""The forms of groups: a code, a new group, its code's days, an address."""

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from intro_app.config import joining
from intro_app.groups import queries
from intro_app.groups.policy import DAYS_OF_A_CODE, LONGEST_NAME, MOST_DAYS_OF_A_CODE
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import AddressField, CodeField, LineField, choices, no_contact_detail
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, NumberField


def group_field(label: str, hint: str = "") -> SelectField:
    """Return a field that chooses one of the open groups by its public id, or none."""
    return SelectField(
        label,
        choices=lambda: choices([("", lazy("No group")), *queries.choices()]),
        description=hint,
        default="",
    )


class GroupCodeForm(WritingForm):
    """The code with which somebody joins a group."""

    code = CodeField(
        lazy("Group code"),
        [DataRequired(lazy("Enter the code."))],
        description=lazy("The person who runs the group gives it to you. It looks like 4GXM-9T2K."),
    )


class NewGroupForm(WritingForm):
    """A new group."""

    name = LineField(
        lazy("Name of the group"),
        [InputRequired(lazy("Give it a name.")), no_contact_detail],
        limit=LONGEST_NAME,
        description=lazy("For example: Class of 2014. Every member can see it."),
    )
    takes_requests = BooleanField(lazy("Members can ask to join; staff answer"))


class GroupNameForm(WritingForm):
    """Another name for a group."""

    id_prefix = "rename"

    name = LineField(
        lazy("Name of the group"),
        [InputRequired(lazy("Give it a name.")), no_contact_detail],
        limit=LONGEST_NAME,
        description=lazy("Every member can see it."),
    )


class GroupDomainsForm(WritingForm):
    """The mail domains whose people may join a group by themselves."""

    id_prefix = "mail"

    domains = LineField(
        lazy("Mail domains"),
        limit=1_000,
        description=lazy(
            "For example: example.org, or *.example.org for its subdomains. Separate them with commas."
        ),
    )

    def validate_domains(self, field: LineField) -> None:
        """Refuse what is no mail domain, and those where anybody can get an address."""
        try:
            found = joining.domains(field.data or "")
        except joining.PublicSuffixError as problem:
            raise ValidationError(
                _("Anyone can register a name under %(domain)s.", domain=problem.domain)
            ) from None
        except ValueError:
            raise ValidationError(
                _("Write whole mail domains, such as example.org. Separate them with commas.")
            ) from None
        if open_to_all := [one for one in found if one.removeprefix("*.") in joining.PUBLIC_HOSTS]:
            raise ValidationError(_("Anyone can get an address at %(domain)s.", domain=open_to_all[0]))

    def chosen(self) -> list[str]:
        """Return the domains of a valid form."""
        return list(joining.domains(self.domains.data or ""))


class CodeDaysForm(WritingForm):
    """For how long a code lets people in."""

    days = NumberField(
        lazy("For how many days"),
        [
            InputRequired(lazy("Choose a number from 1 to 365.")),
            Between(1, MOST_DAYS_OF_A_CODE, lazy("Choose a number from 1 to 365.")),
        ],
        default=DAYS_OF_A_CODE,
        render_kw={"min": 1, "max": MOST_DAYS_OF_A_CODE, "inputmode": "numeric"},
    )


class AddToGroupForm(WritingForm):
    """The address of a member whom staff put into a group."""

    email = AddressField(
        lazy("A member’s e-mail address"),
        [DataRequired(lazy("Enter the person’s e-mail address."))],
        render_kw={"autocomplete": "off"},
    )
