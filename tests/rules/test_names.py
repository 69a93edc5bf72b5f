"""Names that are names: everyone may use their own, nobody may use one as a disguise or a link."""

import re
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.names import clean, fault

PEOPLE = """
N!xau ǂToma|〆木 美香|佐々木 〆
Alice|Bob Ng|J. R. Ruiz|J.R. Ruiz|J. R. R. Tolkien|St. John Rivers|O'Neil|Conan O’Brien|García-López|Dr. Ana
Nguyễn Thị Minh Khai|Đặng Hữu Phúc|Zoë|Jürgen Groß
Łukasz Żak|Åse Ødegård|Þóra Guðmundsdóttir|Ýmir|Kwame Nkrumah
Мария Иванова-Петрова|Дмитро Шевченко|Γιώργος Παπαδόπουλος|יעל כהן|צ'רלי
محمد علي|فاطمة الزهراء|علی|अनीता देसाई|সুকুমার রায়
தமிழ்ச்செல்வி|สมชาย ใจดี|ამირანი|Արամ Խաչատրյան|山田太郎|やまだ たろう|山田 タロー|マイク・ブラウン
김민준|金民俊 김민준|王小明|ㄨㄤˊ 小明
አበበ ቢቂላ|William "Bill" Hill|Mª José Núñez|Mia (she)|Anna & Max|Keala Kaʻanā|Ph.D. Ana Ruiz
Ana Ruiz 3rd|X|Martin Luther King, Jr.
L·luís Bru|Nuñez de la Peña|Mc'Donald|N'Golo Kanté|Siobhán Ní Dhomhnaill|Björk|Ḥasan|Chloë-Zoé
O＇Brien|D`Angelo|Oʻzbek Gʻulomov|O'zbek|ʻOkina Kealoha|Núria Gal·la|X Æ A-12|Anna–Lena Groß|Ñ|Ng|Bo Li IV
علی\u200cرضا|می\u200cخواهم|ශ්\u200dරී|അവന്\u200d|র\u200d্যাব|ক্\u200cষ|ه\u200d. احمدی|رٔضا
דוד בן־גוריון|ג׳ורג׳|רמב״ם|བསྟན་འཛིན་|བསོད་ནམས་རྒྱ་མཚོ
བསྒྲུབས།|ኃይለ፡ሥላሴ|ﾏﾘｱ･ｼﾙﾊﾞ|ジャン゠ポール|ジャン＝リュック|ルー・リード
ロバート．Ｊ
李明 (Ming Li)|Jisoo 김지수|鄭天財Sra Kacaw|山田 Marie|山田 Taro|田中 Taro太郎|Иван III|Людовик XIV
محمد (Mohammed)|Uri אורי|अनीता Anita
Kumar A/L Raman|Ravi S/O Mani|Alice / Bob|Sam Lee (they/them)|Mei d/o Lim|Kim （they/them）|a/b
葛\U000e0100城|𠮷田|𪚥|〇野|々木 ヶ丘|ᠰᠢᠨ\u180eᠡ ᠨᠠᠷᠠ|ᠠᠷᠠᠳ\u180b|ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ|ߒߞߏ ߕߙߊߥߙߋ
ⵣⵉⵔⵉ|ᏣᎳᎩ ᏗᏂᏙᎯ|ꆈꌠ|ܡܪܝܡ|Արմեն֊Անի|Մարի՚ամ|ᓄᓇᕗᑦ ᐊᓂ
𞤀𞤣𞤤𞤢𞤥|ދިވެހި
အောင်ဆန်းစုကြည်|ကျော်|សុខា ចាន់|ចន្ទ្រា|ບຸນມີ|สุชาติ ฯ|ณัฐพล ๆ
தமிழ்|ഷൈൻ|ಕನ್ನಡ|తెలుగు|ਗੁਰਪ੍ਰੀਤ|ગુજરાતી|ଓଡ଼ିଆ|डॉ॰ राजेन्द्र
!Xóõ|ǀXam ǂKhomani|Mr. T|Sammy Davis, Jr.|Ana “Nina” Sá|Ḍạ̄ Ṛṣi
ệ Nguyễn|Ḿ̀mbo|محمد علي، الابن|ქეთი|Ქართული|Zoë|ﾀﾛｳ
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
    "//ana": "link",
    "Ana /": "link",
    "a//b": "link",
    "Ana // Bob": "link",
    "evil.com/a": "link",
    "a\\b": "link",
    "Ana．com Ruiz": "link",
    "Ana＠home": "link",
    "evil.c\u0301om": "link",
    "Ana 1.2.3.4": "link",
    "Раypal Support": "alphabet",
    "Αlice": "alphabet",
    "Bоb": "alphabet",
    "Ana 山田 Мария": "alphabet",
    "山田 Иван": "alphabet",
    "Иван (Ivan)": "alphabet",
    "Ana אורי Мария": "alphabet",
    "аna III": "alphabet",
    "אAna": "alphabet",
    "ⅠⅤ Ӏ": "alphabet",
    "Ana\u202eziuR": "invisible",
    "Ana\u200bRuiz": "invisible",
    "Ana\u200d": "invisible",
    "A\u200dna": "invisible",
    "Ana\u202dziuR": "invisible",
    "Ana\x1b": "invisible",
    "Ana\x7f": "invisible",
    "Ana\u200f": "invisible",
    "A\ufe00na": "invisible",
    "A\U000e0100na": "invisible",
    "Ana\u2066Ruiz": "invisible",
    "A\u00adna": "invisible",
    "Ana\x00": "invisible",
    "Ana\nBcc: x": "invisible",
    "Ana\r": "invisible",
    "Ana\u2028Ruiz": "invisible",
    "Ana\u0085Ruiz": "invisible",
    "Ana\ufeff": "invisible",
    "Ana\ud800": "invisible",
    "ᅠᅠAna": "invisible",
    "ㅤ": "invisible",
    "⠀Ana": "invisible",
    "Ana\U000e0041": "invisible",
    "Ana\ue000": "invisible",
    "A" * 101: "100",
    "نا" * 100: "100",
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
    assert what_to_do.startswith(("Enter", "Leave", "Put", "Remove", "Type", "Use", "Write"))
    assert "%" not in sentence


def test_cleaning_composes_letters_and_joins_spaces() -> None:
    assert clean("  Zoe\u0308 \t  Ruiz\u00a0") == "Zoë Ruiz"


@given(st.text(max_size=80))
def test_what_is_accepted_is_safe_in_a_header_and_never_a_link(name: str) -> None:
    if fault(name) is not None:
        return
    kept = clean(name)
    needed = set("\u200c\u200d\u180e\u070f")  # by some scripts
    assert not {category(char) for char in set(kept) - needed} & {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert not set("@:\\\r\n\0<>") & set(kept)
    assert "//" not in kept
    assert 0 < len([char for char in kept if category(char)[0] != "M" and char not in needed]) <= 100
    assert fault(kept) is None


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\u202aAna Ruiz\u202c", "Ana Ruiz"),
        ("\u2068علی\u200cرضا\u2069", "علی\u200cرضا"),
        ("Ana\u200b\u00a0Ruiz\ufeff", "Ana Ruiz"),
        ("\u200eAna\u200f", "Ana"),
        ("An\u00ada", "Ana"),
        ("A\u200dna", "Ana"),
        ("Ａｎａ　Ｒｕｉｚ", "Ana Ruiz"),
        ("សុ\u200bខា", "សុខា"),
        ("Ana\tRuiz", "Ana Ruiz"),
    ],
)
def test_what_is_copied_along_with_a_name_is_left_out(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept
    assert fault(clean(pasted)) is None


@pytest.mark.parametrize(
    "name", ["Ana\u202eziuR", "Ana\nBcc: x", "Ana\x00", "Ana\u2028Ruiz", "Ana\U000e0041"]
)
def test_what_makes_a_name_another_is_not_cleaned_away(name: str) -> None:
    assert fault(clean(name)) is not None


def test_a_name_of_a_hundred_letters_is_fine() -> None:
    assert fault("Maximiliana " * 8 + "Ana") is None
    assert fault("ệ" * 100) is None
    assert fault("e\u0323\u0302" * 100) is None


@given(st.text())
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    assert clean(clean(name)) == clean(name)
