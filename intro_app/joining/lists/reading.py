"""Read people from a table: which column is what, and what is wrong with a row. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intro_app.errors import DomainError
from intro_app.joining.lists.policy import MOST_ROWS, RowVerdict
from intro_app.text import contacts, names, tables
from intro_app.text.mailboxes import canonical, is_role
from intro_app.text.tables import TableRow
from intro_app.wording import N_

# What a heading may be called, in the languages of the site, without its marks.
_ADDRESS = frozenset(
    ["address", "adresse", "correo", "correoelectronico", "email", "emailaddress", "emailadresse", "mail"]
)
_NAME = frozenset(["fullname", "name", "nombre", "nombrecompleto", "vollername"])
_FIRST = frozenset(["firstname", "givenname", "nombredepila", "vorname"])
_LAST = frozenset(["apellido", "apellidos", "familyname", "lastname", "nachname", "surname"])
_GROUP = frozenset(["group", "groups", "grupo", "grupos", "gruppe", "gruppen"])
_HEADINGS = _ADDRESS | _NAME | _FIRST | _LAST
_BREAK = re.compile(r"\s*[\r\n]\s*")
_IN_ANGLES = re.compile(r"(.*?)<([^<>]*@[^<>]*)>[\s,;]*", re.DOTALL)
_LONGEST_SHOWN = 120


@dataclass(frozen=True)
class ListedPerson:
    """One row: whom it names, and what is to be said about it; `why` is an untranslated sentence.

    `group` is the name or code of a group, as it was typed.
    """

    number: int
    name: str
    address: str
    verdict: RowVerdict = RowVerdict.OK
    why: str = ""
    group: str = ""


@dataclass(frozen=True)
class _Columns:
    """Where things stand in a table with headings."""

    address: int
    names: tuple[int, ...]
    group: int | None


def people_in(text: str) -> list[ListedPerson]:
    """Return everybody in a table, in order. Raises UnreadableTable, and DomainError when nobody is in it."""
    rows = tables.rows_of(text, most=MOST_ROWS, headings=1)
    columns = _columns(rows[0]) if rows else None
    rows = _one_each(rows[1:] if columns else rows)
    if not rows:
        raise DomainError(N_("There’s nobody on this list. Paste addresses, or choose a file."))
    if len(rows) > MOST_ROWS:
        rows_too_many = N_(
            "A list can have at most %(most)s rows. Split it and send the parts one after another."
        )
        raise DomainError(rows_too_many, most=f"{MOST_ROWS:,}")
    return list(_judged(_person(row, columns) for row in rows))


def _columns(row: TableRow) -> _Columns | None:
    """Return the columns by their headings, or None where the first row is somebody already."""
    words = [re.sub(r"[\W_]", "", cell.casefold()).replace("ó", "o") for cell in row.cells]
    if any("@" in cell for cell in row.cells) or not _HEADINGS.intersection(words):
        return None
    by_kind = {
        kind: [place for place, word in enumerate(words) if word in kind] for kind in (_ADDRESS, _NAME)
    }
    parts = [place for kind in (_FIRST, _LAST) for place, word in enumerate(words) if word in kind]
    address, group = by_kind[_ADDRESS], next((at for at, word in enumerate(words) if word in _GROUP), None)
    return _Columns(address[0] if address else -1, tuple(parts or by_kind[_NAME][:1]), group)


def _one_each(rows: Sequence[TableRow]) -> list[TableRow]:
    """Split a single line of addresses, such as a mail program copies, into one row for each."""
    filled = [cell for cell in rows[0].cells if cell] if len(rows) == 1 else []
    if len(filled) > 1 and all("@" in cell for cell in filled):
        return [TableRow(number, (cell,)) for number, cell in enumerate(filled, 1)]
    return list(rows)


def _person(row: TableRow, columns: _Columns | None) -> ListedPerson:
    cells = dict(enumerate(row.cells))
    if columns and columns.address >= 0 and not _is_elsewhere(row, columns):
        name = " ".join(cells.get(place, "") for place in columns.names)
        group = "" if columns.group is None else cells.get(columns.group, "")
        return replace(_cleaned(row.number, name, cells.get(columns.address, "")), group=group)
    place = next((place for place, cell in enumerate(row.cells) if "@" in cell), None)
    if place is None:
        return _cleaned(row.number, " ".join(row.cells), "")
    before = [cell for cell in row.cells[:place] if cell]
    after = [cell for cell in row.cells[place + 1 :] if cell]
    has_name = before or _IN_ANGLES.fullmatch(row.cells[place])
    return _cleaned(row.number, " ".join(before if has_name else after[:1]), row.cells[place])


def _is_elsewhere(row: TableRow, columns: _Columns) -> bool:
    """Whether the address stands in another column than the headings say, as in a line with nothing else."""
    under_heading = row.cells[columns.address] if columns.address < len(row.cells) else ""
    return "@" not in under_heading and any("@" in cell for cell in row.cells)


def _cleaned(number: int, name: str, address: str) -> ListedPerson:
    """Judge one row on its own. A name inside `Name <address>` comes after what stands before it."""
    if both := _IN_ANGLES.fullmatch(address):
        name, address = f"{name} {both[1]}", both[2]
    name = _BREAK.sub(" ", name)  # some spreadsheets have a name on two lines of a cell
    name, address = names.clean(name.strip(" \"'\t")), contacts.clean_address(address)
    verdict, why = _verdict(name, address)
    if verdict is RowVerdict.MALFORMED:
        name, address = _shown(name), _shown(address)
    return ListedPerson(number, name, address, verdict, why)


def _verdict(name: str, address: str) -> tuple[RowVerdict, str]:
    if not address:
        return RowVerdict.MALFORMED, N_("There’s no address in this row.")
    if len(address) > contacts.LONGEST_ADDRESS or not contacts.is_address(address):
        return RowVerdict.MALFORMED, N_("This is not a complete address.")
    if name and (problem := names.fault(name)):
        return RowVerdict.MALFORMED, problem
    if is_role(address):
        why = N_("This address belongs to an office or a mailing list. Ask for a personal one.")
        return RowVerdict.ROLE, why
    return RowVerdict.OK, ""


def _judged(people: Iterator[ListedPerson]) -> Iterator[ListedPerson]:
    """Mark whoever was in the list before."""
    seen: dict[str, int] = {}
    for one in people:
        mailbox = canonical(one.address)
        if one.verdict is RowVerdict.OK and mailbox in seen:
            yield ListedPerson(one.number, one.name, one.address, RowVerdict.TWICE)
            continue
        if one.verdict is RowVerdict.OK:
            seen[mailbox] = one.number
        yield one


def _shown(text: str) -> str:
    """Return what is stored and shown of a cell that may be far too long."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
