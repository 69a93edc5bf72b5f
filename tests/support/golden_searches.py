"""Sixty searches in nine languages, among a community made for it, and whom they find first."""

from typing import NamedTuple


class GoldenSearch(NamedTuple):
    """What is typed, and who are found first (by first names, in any order among equals)."""

    typed: str
    first: tuple[str, ...]


def _search(typed: str, *first: str) -> GoldenSearch:
    return GoldenSearch(typed, first)


# What is typed -> the first names of those who come first; in brackets of one search they are equals.
GOLDEN = (
    # German
    _search("anna", "Anna"),
    _search("ANNA SCHM", "Anna"),
    _search("gärtner", "Anna"),
    _search("gartnerin", "Anna"),
    _search("koeln", "Anna"),
    _search("Köln", "Anna"),
    _search("Obstbaum", "Anna"),
    _search("mueller", "Jörg"),
    _search("muller", "Jörg"),
    _search("Übersetzung", "Jörg"),
    _search("vertrag", "Jörg"),
    _search("Geige", "Heike"),
    _search("gross", "Heike"),
    _search("weiss", "Karl"),
    _search("Brot", "Karl"),
    _search("datenbank", "Ulrike"),
    _search("python berlin", "Ulrike"),
    _search("berlin brot", "Karl"),
    _search("Übersetzer fur München", "Jörg"),
    # English
    _search("garden", "Greta"),
    _search("gardening", "Greta"),
    _search("bees", "Greta"),
    _search("bee city", "Greta"),
    _search('"apple trees"', "Greta"),
    _search("tree", "Greta"),
    _search("jazz", "Olu"),
    _search("piano london", "Olu"),
    _search("visa", "Priya"),
    _search("lawyers", "Priya"),
    _search("climb", "Maya"),
    _search("climbing", "Maya"),
    _search('"new york"', "Priya"),
    _search("york", "Maya", "Priya"),
    _search("o'neil", "Sam"),
    _search("boat", "Sam"),
    _search("acounting", "Peter"),
    _search("acountant", "Peter"),
    _search("carpneter", "Sam"),
    _search("pianst", "Olu"),
    _search("the lawyer in new york", "Priya"),
    # Spanish
    _search("jardineria", "Lucía"),
    _search("jardines", "Lucía"),
    _search("fernandez", "Lucía"),
    _search("munoz", "José"),
    _search("cocinar", "José"),
    _search("médicos", "Inés"),
    _search("guitarra", "Diego"),
    _search("traducción", "Carmen"),
    _search("traductores valencia", "Carmen"),
    _search("guitara", "Diego", "Inés"),
    # French
    _search("elodie", "Élodie"),
    _search("patissiere", "Élodie"),
    _search("Zoe", "Zoë"),
    _search("théatre", "Zoë"),
    _search("oenologue", "François"),
    _search("quebec", "François"),
    # Russian
    _search("соколова", "Ирина"),
    _search("шахматы", "Ирина"),
    _search("елкин", "Олег"),
    _search("БАЗЫ", "Олег"),
    # Japanese, Korean, Arabic
    _search("東京", "田中さくら"),
    _search("東京大学", "田中さくら"),
    _search("植物", "田中さくら"),
    _search("寿司", "佐藤健"),
    _search("개발", "김민준"),
    _search("الخط", "ليلى"),
    _search("盆", "田中さくら"),
)
