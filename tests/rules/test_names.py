"""Names that are names: everyone may use their own, nobody may use one as a disguise or a link."""

import re
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.names import clean, fault

PEOPLE = """
Alice|Bob Ng|J. R. Ruiz|J.R. Ruiz|J. R. R. Tolkien|St. John Rivers|O'Neil|Conan O’Brien|García-López|Dr. Ana
Nguyễn Thị Minh Khai|Đặng Hữu Phúc|Zoë|Jürgen Groß|Łukasz Żak|Åse Ødegård|Þóra Guðmundsdóttir|Ýmir|Kwame Nkrumah
Мария Иванова-Петрова|Дмитро Шевченко|Γιώργος Παπαδόπουλος|יעל כהן|צ'רלי|محمد علي|فاطمة الزهراء|علی|अनीता देसाई|সুকুমার রায়
தமிழ்ச்செல்வி|สมชาย ใจดี|ამირანი|Արամ Խաչատրյան|山田太郎|やまだ たろう|山田 タロー|マイク・ブラウン
김민준|金民俊 김민준|王小明|ㄨㄤˊ 小明
አበበ ቢቂላ|William "Bill" Hill|Mª José Núñez|Mia (she)|Anna & Max|Keala Kaʻanā|Ph.D. Ana Ruiz
Ana Ruiz 3rd|X|Martin Luther King, Jr.
L·luís Bru|Nuñez de la Peña|Mc'Donald|N'Golo Kanté|Siobhán Ní Dhomhnaill|Björk|Ḥasan|Chloë-Zoé
"""

DISGUISES = {
    "": "letters",
    "   ": "letters",
    "\u0301\u0302": "letters",
    "...": "letters",
    "12345": "letters",
    "evil.com": "link",
    "Ana evil.com": "link",
    "Ana.Ruiz": "link",
    "St.John": "link",
    "ana@example.org": "link",
    "ana@home": "link",
    "Ana: call me": "link",
    "http://x": "link",
    "a/b": "link",
    "a\\b": "link",
    "Ana．com Ruiz": "link",
    "Ana＠home": "link",
    "evil.c\u0301om": "link",
    "Ana 1.2.3.4": "link",
    "Раypal Support": "alphabet",
    "Αlice": "alphabet",
    "Bоb": "alphabet",
    "Ana 山田 Мария": "alphabet",
    "山田 Taro": "alphabet",
    "Ana\u202eziuR": "see",
    "Ana\u200bRuiz": "see",
    "Ana\u200d": "see",
    "Ana\u2066Ruiz": "see",
    "A\u00adna": "see",
    "Ana\x00": "see",
    "Ana\nBcc: x": "see",
    "Ana\r": "see",
    "Ana\u2028Ruiz": "see",
    "Ana\u0085Ruiz": "see",
    "Ana\ufeff": "see",
    "Ana\ud800": "see",
    "ᅠᅠAna": "see",
    "ㅤ": "see",
    "⠀Ana": "see",
    "Ana\U000e0041": "see",
    "Ana\ue000": "see",
    "A" * 61: "60",
    "A\u0301\u0302\u0303\u0304\u0305\u0306na": "accents",
    "Ana ✓": "symbols",
    "Ana 🌸": "symbols",
    "𝐀𝐧𝐚": "symbols",
    "ℂarl": "symbols",
    "<b>Ana": "symbols",
    "Ana; drop": "symbols",
    "Ana_Ruiz": "symbols",
    "Ana。com": "symbols",
    "Ana 0170 1234": "digits",
    "Ana ٠١٧٠١٢٣": "digits",
}


@pytest.mark.parametrize("name", [name for line in PEOPLE.strip().splitlines() for name in line.split("|")])
def test_people_may_use_their_names(name: str) -> None:
    assert fault(name) is None


@pytest.mark.parametrize(("name", "word"), DISGUISES.items())
def test_a_disguise_is_refused_with_a_sentence_that_helps(name: str, word: str) -> None:
    sentence = fault(name)
    assert sentence is not None
    assert word in sentence
    *_why, what_to_do = re.split(r"(?<=\.) ", sentence)
    assert what_to_do.startswith(("Leave", "Put", "Type", "Use", "Write"))
    assert "%" not in sentence


def test_cleaning_composes_letters_and_joins_spaces() -> None:
    assert clean("  Zoe\u0308 \t  Ruiz\u00a0") == "Zoë Ruiz"


@given(st.text(max_size=80))
def test_what_is_accepted_is_safe_in_a_header_and_never_a_link(name: str) -> None:
    if fault(name) is not None:
        return
    kept = clean(name)
    assert not {category(char) for char in kept} & {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert not set("@/:\\\r\n\0<>") & set(kept)
    assert 0 < len(kept) <= 60
    assert fault(kept) is None


@given(st.text())
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    assert clean(clean(name)) == clean(name)
