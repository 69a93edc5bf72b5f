"""Carry a form that could not be accepted along while its writer signs in again; store it nowhere (ADR 15).

The pages in between carry it in hidden fields. Only the member whose form it was can send it afterwards.
"""

from dataclasses import dataclass

from flask import request

from intro_app.web.access import id_of_reader, is_written_on
from intro_app.web.languages import FIELD
from intro_app.web.origin import is_surely_ours
from intro_app.web.sessions import writer_of

_OURS = {"csrf_token", "step", FIELD}
_PATH, _STEP, _SECRET, _FIELD = "unsent-path", "unsent-step", "unsent-secret", "unsent-field-"
# The steps that show or keep what was written; every other one sends it.
_SENDS_NOTHING = {"preview", "keep"}

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Unsent:
    """An unsent form: its path, the button pressed, the secret it was made with, and what was typed."""

    path: str
    step: str
    secret: str
    typed: Pairs

    @property
    def carried(self) -> Pairs:
        """All of it as hidden fields for another form."""
        what = [(_PATH, self.path), (_STEP, self.step), (_SECRET, self.secret)]
        return what + [(f"{_FIELD}{name}", value) for name, value in self.typed]

    @property
    def written(self) -> list[str]:
        """The values of more than one word."""
        return [value for _name, value in self.typed if " " in value.strip() or "\n" in value.strip()]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(value.strip() for _name, value in self.typed)

    @property
    def sends(self) -> bool:
        """Whether the button that was pressed sends the form, rather than showing or keeping it."""
        return self.step not in _SENDS_NOTHING

    @property
    def is_mine(self) -> bool:
        """Whether the member who is signed in now is the one who wrote it."""
        return bool(id_of_reader()) and writer_of(self.secret) == id_of_reader()

    @property
    def is_somebody_elses(self) -> bool:
        """Whether it was written by another member than the one who is signed in now."""
        return bool(id_of_reader()) and writer_of(self.secret) not in {"", id_of_reader()}


def unsent_here() -> Unsent:
    """Return the unsent form in this POST: a carried one if there is one, else the form itself."""
    return unsent_along() or Unsent(
        path=request.full_path.rstrip("?"),
        step=request.form.get("step", ""),
        secret=request.form.get("csrf_token", ""),
        typed=typed_here(),
    )


def unsent_along() -> Unsent | None:
    """Return the form that another form carries in hidden fields, or None."""
    path = request.form.get(_PATH, "")
    if not (path and is_surely_ours() and is_written_on(path)):
        return None
    pairs = list(request.form.items(multi=True))
    return Unsent(
        path=path,
        step=request.form.get(_STEP, ""),
        secret=request.form.get(_SECRET, ""),
        typed=[(name.removeprefix(_FIELD), value) for name, value in pairs if name.startswith(_FIELD)],
    )


def typed_here() -> Pairs:
    """Return what was typed into this form, without the fields that the site adds to every form."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _OURS]
