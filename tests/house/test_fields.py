"""No field cuts off what is pasted, and each runs in the direction of what is written in it."""

import ast
import re
from pathlib import Path

import pytest

from tests.field_rules import DOCUMENT, document

TEMPLATES = sorted(Path("templates").rglob("*.html"))
CODE = sorted(path for path in Path("intro_app").rglob("*.py") if "devtools" not in path.parts)
SPOKEN_OF = {"AddressField", "PhoneField", "NameField", "LinkField"}
FREE = {"StringField", "TextAreaField", "EmailField", "TelField", "URLField", "SearchField", "PasswordField"}


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_field_in_a_template_has_a_maxlength(path: Path) -> None:
    assert "maxlength" not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_field_in_a_template_runs_as_it_is_written(path: Path) -> None:
    fields = re.findall(
        r'<textarea[^>]*>|<input[^>]*type="(?:text|search|email|tel|url)"[^>]*>', path.read_text()
    )
    assert [field for field in fields if 'dir="auto"' not in field] == []


def test_no_form_gives_a_field_a_maxlength_or_makes_one_of_its_own() -> None:
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            is_limit = isinstance(node, ast.Constant) and node.value in {"maxlength", "max_length"}
            is_own = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FREE
            if is_limit or is_own:
                found.append(f"{path}:{getattr(node, 'lineno', 0)}")
    assert found == []


def test_every_field_for_a_name_or_an_address_says_whose_it_is() -> None:
    """A browser offers one's own where a form is about oneself, and nothing where it is about others.

    That is WCAG 1.3.5. What a field of an operator's own asks for is not known.
    """
    silent = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            kind = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if kind in SPOKEN_OF and "autocomplete" not in ast.unparse(node):
                silent.append(f"{path}: {ast.unparse(node)[:60]}")
    assert [one for one in silent if not one.startswith("intro_app/own_fields/")] == []


def test_the_document_of_all_fields_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make fields`"


def test_it_names_every_form_that_is_written_in_the_code() -> None:
    written = {
        name
        for path in CODE
        for name in re.findall(r"^class ([A-Z]\w+Form)\(", path.read_text(), re.MULTILINE)
        if path != Path("intro_app/web/forms.py")
    }
    assert written == set(re.findall(r"^### (\w+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
