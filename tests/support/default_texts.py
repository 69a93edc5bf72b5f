"""What people write in these tests, unless a test is about what they write."""

LETTER = {
    "purpose": "learn",
    "what_for": "To learn how your choir found a room that it can afford.",
    "why": "You moved a choir of forty people into the old mill, and ours loses its hall in autumn.",
    "benefit": "I would gladly show you how we share sheet music among six choirs.",
    "minutes": "20",
    "medium": "call",
}
GOOD_WORD = {
    "knows_requester": "We sang together for three years.",
    "nearness": "well",
    "knows_recipient": "We built the stage of the mill together.",
    "why_both": "Both care for rooms in which people can sing.",
    "unpaid": "nobody",
}
OFFER = {
    "first_described": "a singer who looks for a hall",
    "second_described": "a carpenter who rebuilt a mill",
    "note_to_first": "She knows every empty hall in the valley, and you need one.",
    "note_to_second": "You said you would like to hear more music in the mill.",
    "paragraph": "One of you has a choir and no hall, the other a hall and no choir.",
}
