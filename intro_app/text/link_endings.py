"""Domain endings that make a name a link, and names that look like links but are none."""

_COMMON = """
academy agency app art bar berlin bio blog cafe chat city click cloud club company community consulting
contact design dev digital direct email events expert family foundation fun fyi fund global google group
guru help host ink institute law life link live london love ltd marketing media mobi money news ngo nyc one
online page party photo photography pub rocks run school site social software solutions space store studio
systems team tech tips today tools top tube vip website wiki work works world wtf xyz zone
"""
_STARTS = """
Am As At Be By Do In Is It La Me My No So To Us De Es Se Si Art Chat Community Company City Contact Design
Direct Events Family Fun Fund Group Help Law Life Link Live Love Marketing Media Money News One Online Page
Party Photo Pro Run School Site Social Software Space Store Team Tech Today Tools Top Web Work Works World
"""

# In addition to country codes and the oldest endings, which linkify-it knows.
MORE_ENDINGS = tuple(_COMMON.split())
# A capitalised word after a dot starts a sentence if the space is missing: "members.It works".
SENTENCE_STARTS = frozenset(_STARTS.split())
_COMPANIES = """
about.com agoda.com airbnb.com alibaba.com allegro.pl amazon.com amazon.co.uk amazon.de angi.com archive.org
arxiv.org autoscout24.de bol.com booking.com box.com cars.com cdiscount.com change.org character.ai
chess.com check24.de classpass.com code.org creativecommons.org crypto.com deezer.com ebay.com etsy.com
expedia.com fly.io flipkart.com freelancer.com github.io glovo.com go.dev h2o.ai hotels.com hugendubel.de
idealo.de immobilienscout24.de indeed.com insee.fr intercom.io jd.com khanacademy.org kiwi.com
lastminute.com leboncoin.fr lego.com lieferando.de made.com match.com mobile.de monday.com mozilla.org
openai.com openstreetmap.org opentable.com otto.de overstock.com perplexity.ai pipedrive.com priceline.com
realtor.com redfin.com roblox.com salesforce.com shop.com skyscanner.net stability.ai stackoverflow.com
takeaway.com thomann.de toptal.com tradera.com trip.com trivago.com udacity.com vente-privee.com wayfair.com
weather.com wix.com wikipedia.org x.ai x.com yelp.com zalando.de zillow.com
"""
# Companies and sites whose names look like a domain; allowed in profiles, but in a letter they are links.
# None of them is a mail provider, because "ana at" such a name is an address.
COMPANIES = frozenset(_COMPANIES.split())
# Endings of program files. Some of them are domain endings too.
_FILES = "cc md mk mov pl ps py rs sh so st ts zip"
FILE_ENDINGS = frozenset(_FILES.split())
# Things whose names look like a domain; nobody can be reached there.
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
