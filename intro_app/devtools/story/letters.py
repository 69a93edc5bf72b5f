"""The letters, posts and notes of the story."""

from intro_app.introductions.texts import AskText, Endorsement, Medium, Nearness, OfferText, Purpose

ALICE_TO_ERIK = AskText(
    purpose=Purpose.LEARN,
    what_for="I am restoring the organ of St Jakob and have never seen bellows of this kind.",
    why="Your father built the only other ones that still breathe, and you keep them going.",
    benefit="Drawings of every fold, to scale, for your own archive.",
    minutes=45,
    medium=Medium.CALL,
)
BOB_ON_ERIK = Endorsement(
    knows_requester="We catalogued the parish archive together for two winters.",
    knows_recipient="Erik tuned our choir organ three times and stayed for supper each time.",
    why_both="Both would rather mend a thing than replace it.",
    nearness=Nearness.WELL,
)
ALICE_TO_GRETA = AskText(
    purpose=Purpose.WORK,
    what_for="The bellows need new leather this winter, and I cannot do it alone.",
    why="You cut leather every day, and Bob's choir books still open flat.",
    benefit="Paid work in a warm room, and your name on the plate.",
    minutes=20,
    medium=Medium.PUBLIC_PLACE,
)
ALICE_TO_SOMEONE = AskText(
    purpose=Purpose.LEARN,
    what_for="I want to understand the oldest pipes of St Jakob before I touch them.",
    why="The analysis is forty pages long, and I understand the first four.",
    benefit="Measurements of 212 pipes that nobody has looked at since they were made.",
    minutes=30,
    medium=Medium.VIDEO,
    someone="can read an analysis of old metal, and say what it does not tell.",
)
BOB_TO_DAN_AND_INES = OfferText(
    paragraph=(
        "One of you has an organ that nobody has opened, the other knows metal. An afternoon might help both."
    ),
    note_to_first="You said that you miss metal with a known history. I know someone who sits on some of it.",
    note_to_second=(
        "You asked who might look before you open it. I know someone who would look and not touch."
    ),
    first_described="a bell-founder",
    second_described="a keeper of a village organ",
)
MALLORY_TO_CAROL = AskText(
    purpose=Purpose.OTHER,
    what_for="I have an idea about your research that could be very big for both of us.",
    why="You are exactly the kind of person who would see what this could become.",
    benefit="You would be among the very first. I will explain everything when we talk.",
    minutes=60,
    medium=Medium.CALL,
)
MALLORY_TO_PRIYA = AskText(
    purpose=Purpose.LEARN,
    what_for="I would love to hear how you measure vibration, for something that I am building.",
    why="Nobody explains bridges as well as you do.",
    benefit="A first look at a platform that every engineer will be talking about.",
    minutes=30,
    medium=Medium.CALL,
)
PRIYA_REPORTS = "It says that it is about bridges. It is about a platform that I am to subscribe to."

SAMUEL_TO_GRETA = AskText(
    purpose=Purpose.LEARN,
    what_for=(
        "People bring school bags to our café with the straps torn off, "
        "and I can mend everything but leather."
    ),
    why="You sew leather every day. I have never been shown the stitch.",
    benefit="I can mend the heater of your glue pot, or anything else that has a plug.",
    minutes=30,
    medium=Medium.VIDEO,
)
BOB_ON_GRETA_FOR_SAMUEL = Endorsement(
    knows_requester="Samuel repaired the lamp of our reading room and let me hold the torch.",
    knows_recipient="Greta bound our choir books, and they open flat.",
    why_both="Both like to show how a thing is done.",
    nearness=Nearness.WELL,
)
BOB_TO_NADIA_AND_ERIK = OfferText(
    paragraph=(
        "One of you has the order books of a workshop and cannot read them. "
        "The other reads old hands all week."
    ),
    note_to_first=(
        "You told me that too much of what you get is printed. I know someone with a box that is not."
    ),
    note_to_second=(
        "You said that you cannot read what your father wrote about his wind chests. Someone I know can."
    ),
    first_described="a librarian for maps and sheet music",
    second_described="an organ builder with his father's papers",
)
ERIK_THANKS_NADIA = "You read in one evening what I had not been able to read in years. Thank you."
BOB_TO_DAN_AND_SAMUEL = OfferText(
    paragraph="One of you is brought kettles with cracked spouts. The other joins metal every day.",
    note_to_first=(
        "You said that a foundry should be good for something on a Saturday. I know somebody with kettles."
    ),
    note_to_second="You asked how to close a crack in cast iron. I know somebody who has closed hundreds.",
    first_described="a bell-founder",
    second_described="the host of a repair café",
)
NADIA_TO_GRETA = AskText(
    purpose=Purpose.WORK,
    what_for="The spine of our largest atlas has come away, and I do not know whether it can travel.",
    why="You bind books that are opened every day, which is what this one should be again.",
    benefit="A commission from the library, and an afternoon with the maps.",
    minutes=30,
    medium=Medium.CALL,
)
BOB_ON_GRETA_FOR_NADIA = Endorsement(
    knows_requester="Nadia found a hymn for our choir that we had been missing for years.",
    knows_recipient="Greta bound our choir books, and mends them when we drop one.",
    why_both="Both would like that atlas to be read.",
    nearness=Nearness.WELL,
)
CAROL_TO_ERIK = AskText(
    purpose=Purpose.LEARN,
    what_for="I would like to measure pipes that were never melted down, and there are few.",
    why="You keep the pipes that your father took out of old organs, with dates on them.",
    benefit="A table of what is in each of them, which helps when one must be replaced.",
    minutes=30,
    medium=Medium.VIDEO,
)
BOB_ON_ERIK_FOR_CAROL = Endorsement(
    knows_requester="Carol came to our archive for one receipt and read with us for a week.",
    knows_recipient="Erik tuned our choir organ three times and stayed for supper each time.",
    why_both="Both write a date on everything.",
    nearness=Nearness.WELL,
)
CAROL_THANKS_BOB = (
    "Thank you, Bob. Eleven pipes have come, each in its own newspaper, and we talk again in spring."
)
BOB_TO_ERIK_AND_DAN = OfferText(
    paragraph=(
        "There is an organ with a star that used to turn and ring. Its bells are gone. "
        "One of you casts bells."
    ),
    note_to_first="You told me about the star without bells. I know someone who casts small ones.",
    note_to_second=(
        "You like to cast for people who will hear it. Someone needs six bells, none larger than a cup."
    ),
    first_described="an organ builder",
    second_described="a bell-founder",
)

CIRCLE = "For everybody who keeps **old bellows** breathing. Ask before you cut."
WHICH_LEATHER = """Nobody has opened my organ for ninety years, and its folds have cracked.

Which leather stays soft in a cold church, and how thin may it be?"""
SHEEP = "Sheep, tanned with alum, under a millimetre. Smell it: if it smells of chrome, leave it in the shop."
LOFT = "There is a box of offcuts in the loft, with dates on them. @Alice, come and compare."
EVENING = "We take the covers off and look. Bring a torch; there is soup afterwards."
GRETA_GIVES = "I cut leather to size for bellows and books, if you tell me what it is for."
ALICE_NEEDS = "Somebody who has measured wind pressure in an organ older than 1800."
SAMUEL_GIVES = "How to start a repair café: tools, insurance, tea."
NADIA_NEEDS = "A careful scanner for paper that breaks when it is looked at."
HANA_NEEDS = "A summer in a workshop where something is tuned by ear."
