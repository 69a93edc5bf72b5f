"""`make translations`: collect the sentences, bring every catalogue up to date, and compile it."""

import io
import sys

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from tests.support import catalogues


def main(new_language: str = "") -> None:
    """Every catalogue there is; and one for a new language, when one is named."""
    if new_language:
        catalogues.path_of(new_language).parent.mkdir(parents=True, exist_ok=True)
        _write(new_language, Catalog(locale=new_language, fuzzy=False))
    source = catalogues.collected()
    for path in sorted(catalogues.FOLDER.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        _write(language, brought_up_to_date(catalogues.catalogue(language), source))


def brought_up_to_date(kept: Catalog, source: Catalog) -> Catalog:
    """The catalogue with the sentences of today: nothing guessed, and what is gone left out."""
    made = Catalog(
        locale=kept.locale,
        project="Mutual",
        version="",
        msgid_bugs_address="",
        last_translator="",
        language_team=str(kept.locale),
        header_comment=f"# {kept.locale and kept.locale.english_name} for Mutual. See docs/translating.md.",
        creation_date=kept.creation_date,
        revision_date=kept.revision_date,
        fuzzy=False,
    )
    for message in catalogues.sentences(source):
        known = kept.get(message.id, message.context)
        made.add(message.id, known.string if known else "", message.locations, context=message.context)
    return made


def compiled(catalogue: Catalog) -> bytes:
    """What gettext reads."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _write(language: str, catalogue: Catalog) -> None:
    path = catalogues.path_of(language)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(catalogues.catalogue(language)))
    holes = sum(not all(catalogues.forms(message.string)) for message in catalogues.sentences(catalogue))
    sys.stdout.write(f"{language}: {len(catalogue)} sentences, {holes} missing\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
