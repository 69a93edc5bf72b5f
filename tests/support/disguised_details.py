"""Contact details as people try to write them, one a line; none may pass."""

from intro_app.text.contact_details import ContactKind

FOUND = {
    ContactKind.ADDRESS: """
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
    ContactKind.PHONE: """
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
    ContactKind.LINK: """
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
    ContactKind.CHAT: """
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
    ContactKind.CALENDAR: """
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
