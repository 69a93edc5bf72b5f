"""Fill in and send the forms of a page as a browser without scripts does, with the fields that are on it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# What a browser says of a form that stood on a page of ours.
FROM_OUR_PAGE = {"Origin": "https://meet.example.org"}


@dataclass
class Form:
    """One form: where it goes, what it would send untouched, what may be typed or chosen, and its buttons."""

    action: str
    method: str
    preset: list[tuple[str, str]] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    ticks: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """Every field that a person can fill in."""
        return set(self.written) | set(self.options) | set(self.ticks)

    def filled(self, *, button: str = "", **typed: str | list[str]) -> list[tuple[str, str]]:
        """What the browser sends when this is typed and chosen, with the button of this label or value."""
        unknown = set(typed) - self.names
        assert not unknown, f"the page has no field {unknown}; it has {sorted(self.names)}"
        kept = [(name, value) for name, value in self.preset if name not in typed]
        for name, value in typed.items():
            kept += [
                (name, one) for one in self._possible(name, value if isinstance(value, list) else [value])
            ]
        return kept + self._pressed(button)

    def _possible(self, name: str, values: list[str]) -> list[str]:
        offered = self.options.get(name, []) + self.ticks.get(name, [])
        wrong = [value for value in values if offered and value not in offered]
        assert not wrong, f"{name} offers {offered}, not {wrong}"
        return values

    def _pressed(self, wanted: str) -> list[tuple[str, str]]:
        found = [one for one in self.buttons if not wanted or wanted in {one[1], one[2]}]
        assert found, f"no button {wanted!r} among {self.buttons}"
        name, value, _label = found[0]
        return [(name, value)] if name else []


class _FormParser(HTMLParser):
    """Collects the forms of a page while it is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self._button: tuple[str, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form and what is in it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            _note_input(self._form, given, name, checked="checked" in given)
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = name
            self._form.options.setdefault(name, [])
        elif tag == "option":
            self._note_option(given.get("value", ""), selected="selected" in given)
        elif tag == "button":
            self._button = (name, given.get("value", ""), [])

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if self._form is None:
            return
        if tag == "textarea" and self._area:
            name, text = self._area
            self._form.written[name] = "".join(text).removeprefix("\n").removeprefix("\r\n")
            self._form.preset.append((name, self._form.written[name]))
            self._area = None
        elif tag == "button" and self._button:
            name, value, text = self._button
            self._form.buttons.append((name, value, "".join(text).strip()))
            self._button = None
        elif tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        """Text inside a textarea or a button belongs to it."""
        if self._area:
            self._area[1].append(data)
        if self._button:
            self._button[2].append(data)

    def _note_option(self, value: str, *, selected: bool) -> None:
        assert self._form is not None
        self._form.options[self._select].append(value)
        if selected:
            self._form.preset.append((self._select, value))


def _note_input(form: Form, given: dict[str, str], name: str, *, checked: bool) -> None:
    kind, value = given.get("type", "text"), given.get("value", "")
    if kind == "hidden":
        form.hidden[name] = value
        form.preset.append((name, value))
    elif kind in {"radio", "checkbox"}:
        places = form.options if kind == "radio" else form.ticks
        places.setdefault(name, []).append(value or "on")
        if checked:
            form.preset.append((name, value or "on"))
    elif kind not in {"submit", "button"}:
        form.written[name] = value
        form.preset.append((name, value))
    if kind == "file":
        form.files.add(name)


def forms_in(page: str) -> list[Form]:
    """Every form of a page, in order."""
    reader = _FormParser()
    reader.feed(page)
    return reader.forms


def form_with(page: str, *, action: str = "", field: str = "", button: str = "") -> Form:
    """The only form of a page with this end of its address, this field, or this button."""
    fitting = [
        form
        for form in forms_in(page)
        if form.action.partition("?")[0].endswith(action)
        and (not field or field in form.names)
        and (not button or any(button in one for one in form.buttons))
    ]
    assert len(fitting) == 1, f"{len(fitting)} forms with {action} {field} {button} in {page}"
    return fitting[0]


def errors_listed(page: str) -> list[str]:
    """The ids to which the errors at the top of a page that came back lead; each is on the page once."""
    listed = re.findall(r'<li><a href="#([^"]+)">', page.partition('role="alert"')[2].partition("</ul>")[0])
    assert [page.count(f' id="{one}"') for one in listed] == [1] * len(listed), listed
    return listed
