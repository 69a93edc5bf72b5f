"""Follow-ups: asking both parties how an introduction went, thank-you notes, and the people one has met."""
