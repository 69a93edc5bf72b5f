"""Every sentence of the code is marked, whole, and translated no sooner than its reader is known."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

import pytest
from babel.messages.catalog import Message

from intro_app.errors import DomainError
from intro_app.wording import Labelled
from tests.house.conftest import Module, modules_under
from tests.support import catalogues

# Those who build the site, operate it or look behind it read English.
ENGLISH_ONLY = ("intro_app/devtools/", "intro_app/cli/", "intro_app/config/", "intro_app/worker.py")
MARKS = {"_", "gettext", "ngettext", "lazy", "N_"}
AT_ONCE = {"_", "gettext", "ngettext"}
# Checks of fields that speak English of their own unless they are given a sentence.
CHECKS = {"InputRequired", "DataRequired", "Length", "NumberRange", "Email", "EqualTo", "AnyOf", "URL"}
# What people read comes under these names, or first in a call of these.
READ = {
    "label",
    "description",
    "hint",
    "message",
    "required",
    "problem",
    "error",
    "trouble",
    "title",
    "sentence",
}
REFUSALS = {"ValidationError", "StopValidation"}
# How a sentence looks, in what else could be a word for the code.
_SENTENCE = re.compile(r"\w \w|[.?!]$")


@pytest.fixture(scope="module")
def code() -> list[Module]:
    """The code that speaks to members, guests, visitors and moderators."""
    return [module for module in modules_under("intro_app") if not module.path.startswith(ENGLISH_ONLY)]


@pytest.fixture(scope="module")
def collected() -> list[Message]:
    """Every sentence that is marked."""
    return list(catalogues.sentences(catalogues.collected()))


def test_what_people_read_is_marked(code: list[Module]) -> None:
    assert not _found(code, _bare_sentences)


def test_checks_of_fields_speak_in_sentences_of_ours(code: list[Module]) -> None:
    assert not _found(code, _speechless_checks)


def test_a_mark_holds_a_sentence_and_nothing_that_is_put_together(code: list[Module]) -> None:
    assert not _found(code, _put_together)


def test_nothing_is_translated_before_somebody_reads_it(code: list[Module]) -> None:
    assert not _found(code, _translated_at_import)


def test_dates_are_written_as_their_reader_writes_them(code: list[Module]) -> None:
    assert not _found(code, lambda tree: (call for call in _calls(tree) if _name(call) == "strftime"))


def test_every_choice_has_marked_words(collected: list[Message]) -> None:
    import_module("intro_app")  # and with it all that there is
    known = {words for message in collected for words in catalogues.forms(message.id)}
    assert not [choice for kind in Labelled.__subclasses__() for choice in kind if choice.label not in known]


def test_sentences_are_clean(collected: list[Message]) -> None:
    """No space at the ends, no markup, no places without a name, nothing that counts without its plural."""
    all_words = [words for message in collected for words in catalogues.forms(message.id)]
    assert not [
        words for words in all_words if words != words.strip() or re.search(r"<\w|\n|%[sd]|&\w+;", words)
    ]


def test_what_breaks_the_rules_is_found() -> None:
    source = """
LABEL = _("Name")
name = StringField("Name", [Length(max=3)])
class Door(Form):
    words = TextAreaField(lazy("In %s words" % 3), description="A few of them.")
    def check(self):
        self.form_errors.append("That is no name.")
        raise ValidationError("Type a name.")
        return _(f"Hello {self}"), _("a" + "b"), N_("whole")
"""
    tree = ast.parse(source)
    assert sorted({node.lineno for node in _bare_sentences(tree)}) == [3, 5, 7, 8]
    assert [node.lineno for node in _speechless_checks(tree)] == [3]
    assert [node.lineno for node in _put_together(tree)] == [5, 9, 9]
    assert [node.lineno for node in _translated_at_import(tree)] == [2]


def _found(code: list[Module], look: Callable[[ast.AST], Iterable[ast.expr]]) -> list[str]:
    return [
        f"{module.path}:{node.lineno}: {ast.unparse(node)[:120]}"
        for module in code
        for node in look(module.tree)
    ]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    """The last name of what is called."""
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _bare_sentences(tree: ast.AST) -> Iterator[ast.expr]:
    """Texts without a mark in the places of labels, hints, complaints and refusals."""
    for call in _calls(tree):
        name = _name(call)
        if name.endswith("Field") and call.args and _is_text(call.args[0], r"\w"):
            yield call.args[0]
        if name in REFUSALS | _refusals():
            yield from (word for word in call.args if _is_text(word, _SENTENCE))
        if name == "append" and ast.unparse(call.func).endswith("errors.append"):
            yield from (word for word in call.args if _is_text(word, _SENTENCE))
        if name not in MARKS:
            yield from (
                word.value for word in call.keywords if word.arg in READ and _is_text(word.value, _SENTENCE)
            )


def _is_text(node: ast.expr, looks_like: str | re.Pattern[str]) -> bool:
    """Whether this is a text that was written here, of one piece or of several."""
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        return any(_is_text(part, looks_like) for part in ast.walk(node) if isinstance(part, ast.Constant))
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search(looks_like, node.value))
    )


def _refusals() -> set[str]:
    kinds, found = [DomainError], set[str]()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found.add(kind.__name__)
    return found


def _speechless_checks(tree: ast.AST) -> Iterator[ast.Call]:
    """Checks without a sentence: neither by name nor as their last place."""
    for call in _calls(tree):
        says = any(word.arg == "message" for word in call.keywords)
        if _name(call) in CHECKS and not says and (not call.args or isinstance(call.args[-1], ast.Constant)):
            yield call


def _put_together(tree: ast.AST) -> Iterator[ast.Call]:
    """Marks around a text that no catalogue can hold, since it is made when it is said."""
    for call in _calls(tree):
        made = (ast.JoinedStr, ast.BinOp)
        if _name(call) in MARKS and any(isinstance(word, made) or _is_formatted(word) for word in call.args):
            yield call


def _is_formatted(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _name(node) in {"format", "join"}


def _translated_at_import(tree: ast.AST) -> Iterator[ast.Call]:
    """Translations outside of functions: in the language of whoever started the site."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            if isinstance(node, ast.Call) and _name(node) in AT_ONCE:
                yield node
            waiting.append(node)
