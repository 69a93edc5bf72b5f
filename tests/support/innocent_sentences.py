"""Sentences with numbers, dots and names of things in them, one a line; none holds a contact detail."""

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
