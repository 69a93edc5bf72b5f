"""The prose of the code keeps its measure."""

import ast
import re
from collections import Counter

from tests.house.conftest import ROOT, Module

LONGEST_FUNCTION = 35
LONGEST_FILE = 300

# Words that make people into goods.
BANNED = re.compile(
    r"\b((sales|new|warm|cold|buys?|sells?|selling|sold|your|our|a|any|no) leads?|prospects?|pipelines?"
    r"|conversions?|boost(s|ed)?|premium)\b",
    re.IGNORECASE,
)
# The one place for the first of them: the promise that none is sold.
PROMISE = re.compile(
    r"(no|not one|never a|any) leads? (is|are|was|were) (ever )?sold|sells? no leads?", re.IGNORECASE
)

VAGUE = {"util", "utils", "helper", "helpers", "manager", "common", "misc"}

READ_BY_PEOPLE = ("templates", "intro_app", "README.md", "docs/glossary.md")


def test_every_module_says_what_it_is_for(all_code: list[Module]) -> None:
    silent = [module.path for module in all_code if not ast.get_docstring(module.tree)]
    assert not silent


def test_every_public_function_says_what_goes_in_and_comes_out(site_code: list[Module]) -> None:
    silent = [
        f"{module.path}: {node.name}"
        for module in site_code
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and not _is_overload(node)
    ]
    assert not silent


def test_no_class_is_named_twice(all_code: list[Module]) -> None:
    names = Counter(
        node.name for module in all_code for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)
    )
    names.pop("Meta")  # WTForms looks for a class of this name inside a form
    assert not [name for name, count in names.items() if count > 1]


def test_functions_are_short(all_code: list[Module]) -> None:
    long = [
        f"{module.path}:{function.lineno} {function.name} has {length} lines"
        for module in all_code
        if "/versions/" not in module.path
        for function in module.functions
        if (length := _lines(function)) > LONGEST_FUNCTION
    ]
    assert not long


def test_files_are_short(all_code: list[Module]) -> None:
    long = {
        module.path: length
        for module in all_code
        if "/versions/" not in module.path and (length := len(module.text.splitlines())) > LONGEST_FILE
    }
    assert not long


def test_nothing_is_named_vaguely(all_code: list[Module]) -> None:
    vague = [module.path for module in all_code if VAGUE & set(re.split(r"[/_.]", module.path))]
    assert not vague


def test_nobody_is_spoken_of_as_goods() -> None:
    said = []
    for place in READ_BY_PEOPLE:
        files = [ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*")
        for file in files:
            if file.suffix in {".py", ".html", ".mail", ".txt", ".md"}:
                text = PROMISE.sub("", file.read_text(encoding="utf-8"))
                said += [f"{file.relative_to(ROOT)}: {found.group()}" for found in BANNED.finditer(text)]
    assert not said


def test_exceptions_to_the_gates_have_a_reason(all_code: list[Module]) -> None:
    silenced = re.compile(r"[#]\s*(type: ignore(\[[^\]]*\])?|noqa(: ?[A-Z0-9, ]+)?)(?P<rest>.*)")
    unreasoned = [
        f"{module.path}:{number}"
        for module in all_code
        for number, line in enumerate(module.text.splitlines(), 1)
        if (found := silenced.search(line)) and not re.search(r"\w{3}", found["rest"])
    ]
    assert not unreasoned


def test_nothing_is_replaced_by_a_mock(all_code: list[Module]) -> None:
    mocked = [
        module.path
        for module in all_code
        if re.search(r"^\s*(from|import) (unittest.mock|mock)\b", module.text, re.MULTILINE)
    ]
    assert not mocked


def _is_overload(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list)


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    assert function.end_lineno
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    said = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - said
