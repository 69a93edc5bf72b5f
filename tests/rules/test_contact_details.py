"""Contact details are found in every spelling that people try, and innocent sentences are left alone."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.contact_details import Kind, found_in

FOUND = {
    Kind.ADDRESS: """
        Write to ana@example.org please
        ana.ruiz+work@mail.example.co.uk
        ANA@EXAMPLE.ORG
        ana＠example．org
        ana@example。org
        ana(at)example.org
        ana [at] example [dot] org
        ana (at) example (dot) org
        ana {at} example {dot} org
        ana<at>example<dot>org
        ana at example dot org
        ana AT example DOT org
        ana-at-example-dot-org
        ana_at_example_dot_org
        ana *at* example *dot* org
        ana.ruiz at example.org
        ana at mail dot example dot org
        ana @ example . org
        ana@example . com
        ana@example dot com
        ana arroba example punto com
        ana ät example punkt de
        ana (a) example.fi
        ana&#64;example.org
        ana%40example.org
        a n a @ e x a m p l e . o r g
        ana@\u200bexample.org
        ana@exаmple.org
        ana@exаmple.соm
        anaruiz at gmail
        anaruiz@gmail
        ana.ruiz (at) hotmail
        mailto:ana@example.org
        ana@bücher.example
        Mail: ana@firma.berlin.
        ana[@]example[.]org
    """,
    Kind.PHONE: """
        call +49 170 1234567
        +491701234567
        0049 170 1234567
        0170 1234567
        (0170) 123 45 67
        0170/1234567
        (415) 555-2671
        415-555-2671
        415.555.2671
        415 555 2671
        1-800-356-9377
        07911 123456
        +44 (0) 20 7946 0958
        06 12 34 56 78
        call 612 345 678
        +91 98765 43210
        98765 43210
        ０１７０１２３４５６７
        ٠١٧٠١٢٣٤٥٦٧
        0 1 7 0 1 2 3 4 5 6 7
        0-1-7-0-1-2-3-4-5-6-7
        0.170.123.4567
        zero one seven zero one two three four five six seven
        oh seven nine double one, one two three four five six
        null eins sieben null eins zwei drei vier fünf sechs sieben
        text me: 555 0100 22
        my number is 5550 1234
        WhatsApp 5550 1234
        ☎ 55 50 12 34
        Tel.: 030/901820
        +1\u200b415\u200b555\u200b2671
        +49\u2011170\u20111234567
    """,
    Kind.LINK: """
        see https://example.org/ana
        see http://1.2.3.4/x
        hxxps://example.org
        h**p://example.org
        http : // example.org
        www.example.museum
        www dot example dot org
        example.org
        example.com/ana
        Example.Com
        EXAMPLE.COM
        ana-ruiz.consulting
        ana.dev
        my page: ana.me
        example[.]org
        example(dot)com
        example dot com
        example dot com slash ana
        example-dot-com
        example . com
        example .com
        example. com
        example,com
        ｅｘａｍｐｌｅ．ｃｏｍ
        example。com
        exаmple.соm
        bit.ly/3xyz
        linkedin.com/in/ana
        linkedin/in/ana-ruiz
        LinkedIn slash in slash ana
        we are at booking.com
        ftp://example.org
        //example.org
        bücher.de
        example․com
        e x a m p l e . c o m
    """,
    Kind.CHAT: """
        t.me/anaruiz
        https://t.me/anaruiz
        T.Me/anaruiz
        t dot me slash anaruiz
        wa.me/491701234567
        m.me/anaruiz
        discord.gg/abcdef
        @anaruiz
        find me: @ana_ruiz!
        I am @anaruiz on telegram
        ＠anaruiz
        skype: anaruiz
        Skype:anaruiz
        Telegram: anaruiz
        telegram = ana_ruiz
        my telegram is anaruiz
        my insta is ana.ruiz
        Signal id: anaruiz
        wechat id anaruiz: is wechat id: anaruiz
        LinkedIn: ana-ruiz-42
        discord ana#1234 is anaruiz#1234
        message me on Telegram as anaruiz
        add me on discord ana_ruiz
        ana_ruiz on Instagram
        skype:anaruiz?chat
    """,
    Kind.CALENDAR: """
        calendly.com/anaruiz
        https://calendly.com/anaruiz/30min
        book on cal.com/ana
        doodle.com/bp/ana
        calendar.app.google/x1y2
        savvycal.com/ana
        calendly dot com slash ana
        calendly: anaruiz
        calendly/anaruiz
    """,
}

INNOCENT = """
    It takes 3.5 hours.
    We use Node.js and Vue.js.
    We moved from ASP.NET to Flask.
    We moved from .NET to Flask.
    People, e.g. teachers, i.e. us.
    Meet me at the dot in the middle.
    We have 12 000 members.
    We have 12,000 members and 1,250,000 readers.
    We have 12.000 members.
    It was 1 000 000 000 once.
    On 2026-11-22 at noon.
    On 22.11.2026 or 11/22/2026.
    Between 2010 and 2024.
    From 2010-2024 I taught.
    In 1998, 2004, 2010 and 2016.
    From 10.15-11.45, or 10:15 - 11:45.
    Open 24/7, 365 days.
    It costs € 1.200.000.
    It costs $1,200,000.50 a year.
    A budget of 45 000 000 euros.
    A budget of EUR 45 000 000.
    Version 3.11.7 and 10.0.19045.
    Version 1.2.3.4.
    ISBN 978-3-16-148410-0 is my book.
    RFC 5322 and RFC 8058.
    Our team of 5-7 people works 9-5.
    A 50/50 split.
    About 2-3 % a year, 99.95 % of the time.
    I live at the sea.
    I work at Google, at Yahoo and at Gmail.
    We worked at Gmail.
    She is at home at five.
    In the dot com boom I was ten.
    The dot-com bubble taught me that.
    Connect the dots.
    He has a Ph.D. and an M.Sc.
    Dr. Ana Ruiz, Prof. Ng, St. John.
    J. R. R. Tolkien wrote it.
    The U.S. and the U.K. differ.
    At 9 a.m. or 5 p.m.
    We have members.It works well.
    We tried.No one came.
    I like C++ and C# and F#.
    Issue #1234 is ours.
    We sell apples @ 2 euros.
    Signal is a good app.
    I am on LinkedIn and Telegram.
    I'm active on Telegram.
    Slack: how we use it.
    LinkedIn: how to write well.
    The line is long: bring a book.
    My LinkedIn is empty.
    We measure the signal to noise ratio.
    Our Instagram has 12 000 followers.
    I call twenty people a week.
    I would call 20 people in 2026.
    We text in three languages.
    One, two or three of us.
    One two three, and off we go.
    Rooms 101, 102, 103 and 104.
    Grades 1 2 3 4 5.
    Latitude 52.52, longitude 13.405.
    Paragraph 3(a) applies; see 4(b).
    Either/or, and/or, he/she, km/h.
    A GmbH & Co. KG, an e.V., an Inc.
    We read README.md together.
    I lead 3 teams. In 2024 we were 2.
    Yahoo! was my first job.
    We raised 1.5M in 2021 and 3M in 2023.
    ISO 9001:2015 and ISO 27001.
    Chapter 1.2.3 and table 4.5.
    A ratio of 16:9, a score of 3:2.
    The year 20261122 is no year.
    我在利兹经营一家小面包店。请教您如何实行。
    Мы пекарня в Лидсе. Как вам это удалось?
    Ich biete 30 Minuten, z.B. am 3.5. oder 4.5.
    Trabajo en Madrid desde 2010. Busco consejo.
    I want to learn how you moved to a four-day week.
    Thirty minutes by telephone, or a message.
    I found you by your talk at the 2025 meeting.
    Could you call me?
    My mobile phone business failed in 2019-2020.
    The A40 and the B96; bus 100, 200, 300.
    I have 2 children, 3 cats, 45 hens.
    We gave 1500 meals on 365 days to 12000 people.
    Between 100,000 and 250,000 a year.
    On 3/4/2026, 10/4/2026 and 17/4/2026.
    Python 3.11, 3.12, 3.13.
    We counted 361/617/856 in three years.
    I call 100 000 people a year, and text 250,000 readers.
"""


def _lines(table: str) -> list[str]:
    return [line.strip(" \n") for line in table.split("\n") if line.strip()]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, table in FOUND.items() for text in _lines(table)])
def test_a_contact_detail_is_found_in_any_spelling(kind: Kind, text: str) -> None:
    found = found_in(text)
    assert found is not None
    assert found.kind is kind
    assert found_in(f"I like your work. {text}\nThank you, Ana") is not None


@pytest.mark.parametrize("text", _lines(INNOCENT))
def test_innocent_sentences_are_left_alone(text: str) -> None:
    assert found_in(text) is None
    assert found_in(f"I like your work. {text} Thank you, Ana") is None


def test_all_innocent_sentences_together_are_still_innocent() -> None:
    assert found_in("\n".join(_lines(INNOCENT))) is None


def test_the_sentence_says_what_was_found_and_when_details_are_exchanged() -> None:
    for kind, table in FOUND.items():
        found = found_in(_lines(table)[0])
        assert found is not None
        said = found.sentence % {"piece": found.piece}
        assert found.kind is kind
        assert found.piece in said
        assert "when both say yes" in said


@given(st.emails())
def test_any_address_is_found(address: str) -> None:
    assert found_in(f"Write to {address} please") is not None


@given(st.integers(10**8, 10**10 - 1))
def test_any_german_mobile_number_abroad_is_found(number: int) -> None:
    assert found_in(f"+49 15{number}") is not None


@given(st.integers(1, 10**7), st.sampled_from(["members", "people", "euros", "words", "meals", "trees"]))
def test_amounts_are_no_numbers_to_call(amount: int, things: str) -> None:
    for written in (f"{amount:,}", f"{amount:,}".replace(",", " "), f"{amount:,}".replace(",", ".")):
        assert found_in(f"We have {written} {things} a year") is None


@given(st.dates())
def test_dates_are_no_numbers_to_call(day: object) -> None:
    assert found_in(f"We met on {day} in town") is None


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_it(text: str) -> None:
    found = found_in(text)
    assert found is None or found.piece


@pytest.mark.parametrize(
    "piece", ["-", "_", "a.", "1 ", "a ", "@", ". ", "a@", "dot ", "one ", "(0", "x_", "http://", "é"]
)
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    start = perf_counter()
    found_in(piece * (20_000 // len(piece)))
    assert perf_counter() - start < 3
