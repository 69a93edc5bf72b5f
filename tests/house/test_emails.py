"""An e-mail has one name everywhere: its function, its template, and the kind in the outbox."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.conftest import ROOT, modules_under

TEMPLATES = ROOT / "templates" / "emails"
IN_SUBJECTS = {"site", "time", "moment", "day"}

# A feature's e-mails: one module, a package of them, or a module in each of its things.
FEATURES = sorted(
    {
        found.relative_to(ROOT / "intro_app").parts[0]
        for found in (ROOT / "intro_app").rglob("emails*")
        if found.suffix == ".py" or found.is_dir()
    }
)


@pytest.mark.parametrize("feature", FEATURES)
def test_function_template_and_kind_have_one_name(feature: str) -> None:
    named = _named_in_code(feature)
    assert {function for function, _ in named} == {kind for _, kind in named} == _templates(feature)
    assert all(function == kind for function, kind in named), named


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.glob("*/*.mail")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_every_email_has_its_parts_and_names_its_arguments(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert set(re.findall(r"{% block (\w+)", text)) >= {"subject", "body", "why"}
    assert text.startswith("{#"), "the first line says what the template is given"


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.glob("*/*.mail")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_subjects_are_fixed_sentences(template: Path) -> None:
    """What a person typed never stands in a subject: no spoofing, no surprise on a locked screen.

    The site's own name, a time and a day may: they tell two e-mails of one kind apart.
    """
    subject = re.search(
        r"{% block subject %}(.*?){% endblock %}", template.read_text(encoding="utf-8"), re.DOTALL
    )
    assert subject
    assert re.fullmatch(r'\s*{{ _\("[^"]+"(, \w+=[\w.()]+)*\) }}\s*', subject[1]), subject[1]
    assert set(re.findall(r"%\((\w+)\)s", subject[1])) <= IN_SUBJECTS


def _named_in_code(feature: str) -> set[tuple[str, str]]:
    """Each function that makes an e-mail, with the kind it gives."""
    modules = [
        module
        for module in modules_under(f"intro_app/{feature}")
        if re.search(r"/emails(\.py|/)", module.path)
    ]
    return {
        (function.name, str(call.args[0].value))
        for module in modules
        for function in module.functions
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id == "compose" or call.func.id.startswith("_")
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def _templates(feature: str) -> set[str]:
    return {template.stem for template in (TEMPLATES / feature).glob("*.mail")}
