"""Which endings make a name an address of the web, and which of them are words of their own."""

_COMMON = """
academy agency app art bar berlin bio blog cafe chat city click cloud club company community consulting contact design
dev digital direct email events expert family foundation fun fyi fund global google group guru help host ink institute
law life link live london love ltd marketing media mobi money news ngo nyc one online page party photo photography pub
rocks run school site social software solutions space store studio systems team tech tips today tools top tube vip
website wiki work works world wtf xyz zone
"""
_STARTS = """
Am As At Be By Do In Is It La Me My No So To Us De Es Se Si Art Chat Community Company City Contact Design Direct
Events Family Fun Fund Group Help Law Life Link Live Love Marketing Media Money News One Online Page Party Photo Pro
Run School Site Social Software Space Store Team Tech Today Tools Top Web Work Works World
"""

# Beyond the countries' and the oldest endings, which linkify-it knows itself.
MORE_ENDINGS = tuple(_COMMON.split())
# A small word with a capital after a dot begins a sentence whose space was forgotten: "members.It works".
SENTENCE_STARTS = frozenset(_STARTS.split())
# Named like a page, known as a thing: nobody is reached there.
THINGS = frozenset(
    {
        "asp.net",
        "ado.net",
        "vb.net",
        "ml.net",
        "socket.io",
        "draw.io",
        "readme.md",
        "last.fm",
        "will.i.am",
        "b.sc",
        "m.sc",
    }
)
