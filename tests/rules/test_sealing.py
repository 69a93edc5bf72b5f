"""What is sealed opens with its key in its column, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.db.sealing import Keyring, SealError, key_id

OLD, NEW = "an-old-key-of-forty-signs-that-tests-use-", "a-new-key-of-forty-signs-that-tests-use-"
PHONE = "member.phone"


@given(st.text(min_size=1))
def test_a_text_comes_back_as_it_was(plain: str) -> None:
    keys = Keyring([OLD])
    sealed = keys.seal_text(plain, PHONE)
    assert sealed.isascii()
    assert keys.open_text(sealed, PHONE) == plain


def test_the_same_text_is_never_sealed_alike() -> None:
    keys = Keyring([OLD])
    assert len({keys.seal_text("+49 30 123456", PHONE) for _ in range(100)}) == 100


def test_nothing_of_the_text_and_the_key_stands_in_it() -> None:
    sealed = Keyring([OLD]).seal(b"carol@example.org", PHONE)
    assert b"carol" not in sealed
    assert OLD[:8].encode() not in sealed


def test_every_changed_sign_is_noticed() -> None:
    keys = Keyring([OLD])
    sealed = keys.seal(b"+49 30 123456", PHONE)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealError):
            keys.open(bytes(changed), PHONE)


def test_a_value_of_another_column_does_not_open() -> None:
    keys = Keyring([OLD])
    with pytest.raises(SealError, match="stems from another column"):
        keys.open_text(keys.seal_text("carol@example.org", "guest.email"), PHONE)


@pytest.mark.parametrize("plain", ["+49 30 123456", "m1.", "m1.00000000.", "m1.é", "m1.12345678.not base64"])
def test_what_is_not_sealed_is_never_taken_for_a_value(plain: str) -> None:
    with pytest.raises(SealError):
        Keyring([OLD]).open_text(plain, PHONE)


def test_an_error_names_column_and_key_but_not_the_value() -> None:
    sealed = Keyring([NEW]).seal_text("+49 30 123456", PHONE)
    with pytest.raises(SealError) as refused:
        Keyring([OLD]).open_text(sealed, PHONE)
    assert str(refused.value) == f"member.phone was sealed with the data key {key_id(NEW)}, which is missing"


def test_the_newest_key_seals_and_all_of_them_open() -> None:
    before = Keyring([OLD]).seal_text("+49 30 123456", PHONE)
    keys = Keyring([OLD, NEW])
    assert keys.open_text(before, PHONE) == "+49 30 123456"
    assert keys.seal_text("x", PHONE).startswith(f"m1.{key_id(NEW)}.")


def test_a_key_that_another_process_uses_already_is_looked_for() -> None:
    added: list[list[str]] = []
    keys = Keyring([OLD], lambda: added.pop() if added else None)
    sealed = Keyring([OLD, NEW]).seal_text("+49 30 123456", PHONE)
    with pytest.raises(SealError):
        keys.open_text(sealed, PHONE)
    added.append([OLD, NEW])
    assert keys.open_text(sealed, PHONE) == "+49 30 123456"
    assert keys.current == key_id(NEW)
