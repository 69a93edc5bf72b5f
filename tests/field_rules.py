"""`make fields`: write `docs/fields.md`, the rules of every field of every form, as the code has them."""

import inspect
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from wtforms import Field, Form
from wtforms.fields.core import UnboundField
from wtforms.meta import DefaultMeta

import intro_app.cli  # noqa: F401 - the commands know every form
from intro_app.web.forms import SiteForm

DOCUMENT = Path(__file__).parent.parent / "docs" / "fields.md"
# More choices than these are lists of their own: time zones, languages, people.
_FEW = 12
_HEAD = """# What each form takes

Made by `make fields` out of the forms themselves; `tests/house/test_fields.py` fails when it isn't current.
A form refuses what breaks a rule, keeps what was typed, and says beside the field what is wrong. Nothing is
cut off.

Before any rule, what is written loses signs that can't be read, and space at its ends. *Needed* means not
empty. *Together* are the rules about several fields. What depends on more than the form (whether somebody may
be asked, how often, by when) stands in the `policy` of each package, which `docs/architecture.md` lists.
"""


def document() -> str:
    """Return the whole document."""
    parts = [_HEAD]
    for package, forms in groupby(_forms(), key=_package):
        parts.append(f"\n## {package}\n")
        parts += [_about(form) for form in forms]
    return "".join(parts)


def _forms() -> list[type[SiteForm]]:
    """Return the forms with fields, by package and name."""
    ours = [form for form in _below(SiteForm) if form.__module__.startswith("intro_app.") and _written(form)]
    found = {form for form in ours if _fields(form) and _package(form) != "devtools"}
    return sorted(found, key=lambda form: (_package(form), form.__name__))


def _written(form: type[SiteForm]) -> bool:
    """Whether the form stands in a module, and was not made for the fields of one site."""
    return getattr(sys.modules[form.__module__], form.__name__, None) is form


def _below(form: type[SiteForm]) -> Iterator[type[SiteForm]]:
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


def _package(form: type[SiteForm]) -> str:
    return form.__module__.split(".")[1]


def _about(form: type[SiteForm]) -> str:
    lines = [f"\n### {form.__name__}\n\n{_first_sentence(form)}\n\n| field | kind | rules |\n|---|---|---|\n"]
    for name, unbound in _fields(form):
        field = unbound.bind(form=Form(), name=name, _meta=DefaultMeta(), translations=None)
        rules = "; ".join(map(_rule, field.validators)).replace("|", "\\|")
        lines.append(f"| `{name}` | {_kind(field, unbound.kwargs.get('choices'))} | {rules or '–'} |\n")
    return "".join([*lines, *(f"\nTogether: {rule}\n" for rule in _together(form))])


def _fields(form: type[SiteForm]) -> list[tuple[str, "UnboundField[Any]"]]:
    """Return the fields of a form in their order."""
    given = [(name, getattr(form, name, None)) for name in dir(form)]
    unbound = [(name, one) for name, one in given if isinstance(one, UnboundField)]
    return sorted(unbound, key=lambda one: one[1].creation_counter)


def _kind(field: Field, choices: Any) -> str:
    kind = type(field).__name__.removeprefix("_").removesuffix("Field")
    if callable(choices) or not hasattr(field, "choices"):
        return kind
    values = [_value(choice) for choice in field.choices or ()]
    if 0 < len(values) <= _FEW:
        return f"{kind}: {', '.join(f'`{value}`' if value else 'none' for value in values)}"
    return f"{kind}: one of those offered"


def _value(choice: Any) -> str:
    return str(choice[0] if isinstance(choice, tuple) else getattr(choice, "value", choice))


def _needed_where(check: Any) -> str:
    return "needed where " + " and ".join(f"`{name}` is `{value}`" for name, value in check.answers.items())


def _range(check: Any) -> str:
    ends = [("at least", check.min), ("at most", check.max)]
    return " and ".join(f"{words} {end}" for words, end in ends if end not in {None, -1})


_SPOKEN: dict[str, Callable[[Any], str]] = {
    "InputRequired": lambda _check: "needed",
    "DataRequired": lambda _check: "needed",
    "Optional": lambda _check: "may be empty",
    "Wanted": _needed_where,
    "FitsIn": lambda check: f"at most {check.limit} characters",
    "Readable": lambda check: f"at most {check.limit} characters",
    "Between": lambda check: f"{check.least} to {check.most}",
    "Length": lambda check: f"{_range(check)} characters",
    "Regexp": lambda check: f"like `{check.regex.pattern}`",
}


def _rule(check: Any) -> str:
    """Return a validator in words: those of many fields by what they were given, others by what they say."""
    if spoken := _SPOKEN.get(type(check).__name__):
        return spoken(check)
    said = _first_sentence(check if inspect.isfunction(check) else type(check)).rstrip(".")
    return said[:1].lower() + said[1:]


def _together(form: type[SiteForm]) -> Iterator[str]:
    """Yield what the form's own methods check, its bases' included."""
    for name in sorted(name for name in dir(form) if name.startswith("validate")):
        method: Callable[..., Any] = getattr(form, name)
        if method.__module__.startswith("intro_app."):
            yield _first_sentence(method)


def _first_sentence(thing: Any) -> str:
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
