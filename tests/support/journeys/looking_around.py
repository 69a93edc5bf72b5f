"""Everything on which one member could notice that another has turned away from them."""

import re
from itertools import permutations

from tests.support.journeys.doors import OTHER_LETTER, send_unseen
from tests.support.journeys.watching import bare_page
from tests.support.story import Somebody

DECISIONS = ("no", "block", "never", "never_this")
LISTS = (
    *("/people", "/me", "/me/acquaintances", "/ask", "/offer"),
    *("/introduced", "/introductions", "/community", "/board"),
)


def looks_at(reader: Somebody, *others: Somebody) -> dict[str, str]:
    """Every list, and every page about these others, as the reader is answered."""
    paths = [*LISTS, *(path for other in others for path in about(other))]
    for one, other in permutations(others, 2):
        paths.append(f"/ask/through/{one.public_id}/to/{other.public_id}")
    pages = {path: reader.get(path) for path in paths}
    return {path: f"{page.status_code}\n{bare_page(page.text)}" for path, page in pages.items()}


def about(other: Somebody) -> list[str]:
    """The page of somebody, and the ways to ask them."""
    who = other.public_id
    return [f"/people/{who}", f"/ask?to={who}", f"/ask/{who}", f"/ask/through/{who}"]


def tries(reader: Somebody, other: Somebody) -> tuple[int, str]:
    """What a letter sent to somebody's door brings: the status, and the page that says why not."""
    answer = send_unseen(reader, f"/ask/{other.public_id}", form_id=reader.public_id, **OTHER_LETTER)
    return answer.status_code, bare_page(answer.text)


def bare_of_numbers(seen: dict[str, str]) -> list[list[str]]:
    """Return what people of the same names see alike in two worlds, without row ids and in no order."""
    return [sorted(re.sub(r'value="\d+"', "", page).splitlines()) for page in seen.values()]


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The paths that read otherwise in the one than in the other."""
    return [path for path, page in one.items() if other[path] != page]
