"""An e-mail has one name everywhere: its function, its template, and the kind in the outbox."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.conftest import ROOT, modules_under

TEMPLATES = ROOT / "templates" / "emails"
IN_SUBJECTS = {"site", "time", "moment", "day"}
# One sentence of a subject, with its holes.
SENTENCE = r'_\("[^"]+"(?:, \w+=[\w.()]+)*\)'
# When its sentence with a name is said, and the one without otherwise.
WHERE = "(?:with_names|name and with_names)"

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
def test_subjects_say_who_and_what_and_never_why(template: Path) -> None:
    """Of what a person typed only names stand in a subject: no spoofing, no surprise on a locked screen.

    The site's own name, a time and a day may: they tell two e-mails of one kind apart.
    """
    subject = re.search(
        r"{% block subject %}(.*?){% endblock %}", template.read_text(encoding="utf-8"), re.DOTALL
    )
    assert subject
    said = re.sub(r"{% .+? %}", "", subject[1])  # what decides which of its sentences a subject is
    assert re.fullmatch(rf"(\s*{{{{ {SENTENCE}( if {WHERE} else {SENTENCE})? }}}}\s*)+", said), subject[1]
    filled = dict(re.findall(r"(\w+)=([\w.]+)", said))
    assert set(re.findall(r"%\((\w+)\)s", said)) == set(filled)
    assert not [hole for hole, words in filled.items() if not _may_stand_in_a_subject(hole, words)]


def _may_stand_in_a_subject(hole: str, words: str) -> bool:
    person = r"(introduction\.\w+|other|who|writer|(gathering\.)?circle\.host)\.name|named?"
    return hole in IN_SUBJECTS or bool(re.fullmatch(person, words))


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
