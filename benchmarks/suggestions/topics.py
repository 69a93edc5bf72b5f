"""What people of a community look for and can help with, as they write it; who fits whom is labelled by hand.

Whatever somebody looks for in a topic, everybody who can help in the same topic fits, and nobody else. Some
say the same in other words, which no search by words finds. The decoys share words and fit nobody.
"""

from typing import NamedTuple


class Topic(NamedTuple):
    """Sentences that look for something, and sentences that offer it."""

    wanted: tuple[str, ...]
    offered: tuple[str, ...]


TOPICS = (
    Topic(
        (
            "Someone who knows bookkeeping for charities",
            "A treasurer for our food bank",
            "Help with a charity's accounts",
        ),
        (
            "Bookkeeping and annual accounts of small charities",
            "I kept the accounts of a charity for ten years",
            "Treasurer of two associations",
        ),
    ),
    Topic(
        ("Grant applications for a museum", "How to apply for EU funding", "Writing my first grant proposal"),
        (
            "Reading and writing grant applications",
            "Grant proposals, mostly for culture",
            "EU funding: calls, budgets, reports",
        ),
    ),
    Topic(
        (
            "A rehearsal room for a choir of thirty",
            "A hall where we could sing on Tuesdays",
            "Somewhere for our choir to rehearse",
        ),
        (
            "Our parish hall is free on weekday evenings, choirs welcome",
            "A rehearsal room with a piano",
            "I look after a hall that groups may use",
        ),
    ),
    Topic(
        ("To learn keeping bees on a balcony", "A mentor for my first beehive", "Beekeeping in the city"),
        (
            "Keeping bees in a city",
            "Beehives: building, wintering, honey",
            "I have kept bees for twenty years",
        ),
    ),
    Topic(
        ("Pruning old apple trees", "Somebody who can look at sick fruit trees", "How to graft pear trees"),
        (
            "Old fruit trees: pruning and grafting",
            "Orchard work, apples above all",
            "Obstbäume schneiden und veredeln",
        ),
    ),
    Topic(
        (
            "Conversation practice in Portuguese",
            "A Portuguese tandem partner",
            "Somebody who speaks Portuguese with me",
        ),
        (
            "Portuguese conversation for beginners",
            "I teach Portuguese",
            "Native speaker of Portuguese, patient",
        ),
    ),
    Topic(
        ("A lawyer who knows tenancy law", "Advice about my rental contract", "Our landlord wants us out"),
        ("Tenancy law, free first hour", "Rental contracts and rent increases", "Lawyer for tenants"),
    ),
    Topic(
        (
            "Visa questions for a nurse from Ghana",
            "How residence permits for students work",
            "Help with an immigration form",
        ),
        (
            "Visas and residence permits",
            "Immigration lawyer, also for students",
            "I guide people through immigration offices",
        ),
    ),
    Topic(
        (
            "A website for our village shop",
            "Somebody to look after a WordPress site",
            "Accessible web design",
        ),
        (
            "Building small websites with WordPress",
            "Web design that screen readers understand",
            "Websites for clubs and shops",
        ),
    ),
    Topic(
        ("Statistics for my thesis in biology", "How to test a regression", "Somebody who explains R to me"),
        (
            "Statistics with R, patient with beginners",
            "Regression, sampling, study design",
            "Data analysis for researchers",
        ),
    ),
    Topic(
        ("A co-founder for a repair café", "People to mend toasters with us", "How to open a repair café"),
        (
            "Repairing toasters and radios",
            "I run a repair café in the next town",
            "Soldering and electronics",
        ),
    ),
    Topic(
        (
            "A buddy to train for a marathon",
            "Running twice a week before work",
            "First half marathon, no idea how",
        ),
        ("Marathon training plans", "Running coach for beginners", "I pace half marathons"),
    ),
    Topic(
        ("Public speaking without shaking", "Practise a speech for my wedding", "Getting over stage fright"),
        (
            "Public speaking and stage fright",
            "Speech training, twenty years on stage",
            "Rehearsing talks with you",
        ),
    ),
    Topic(
        ("A mentor in nursing", "How to become a midwife at forty", "Talk with nurses about night shifts"),
        (
            "Twenty years of nursing, mentoring young nurses",
            "Midwife, glad to tell how training goes",
            "Shift work and how to survive it",
        ),
    ),
    Topic(
        (
            "Solar panels for a listed house",
            "How to plan photovoltaics on a flat roof",
            "Heat pump in an old building",
        ),
        (
            "Planning photovoltaics",
            "Heat pumps and insulation of old buildings",
            "Solar panels on roofs of any kind",
        ),
    ),
    Topic(
        ("Somebody to read my first novel", "An editor for short stories", "Critique of poems"),
        (
            "Editing novels and short stories",
            "Reading manuscripts, honest critique",
            "Poems: I publish a small magazine",
        ),
    ),
    Topic(
        ("Illustrations for a children's book", "A cover for my novel", "Someone who draws animals"),
        ("Illustrating children's books", "Drawing animals and plants", "Book covers"),
    ),
    Topic(
        ("How to found a cooperative", "Bylaws for a housing co-op", "Cooperative law"),
        (
            "Founding cooperatives, from bylaws to audit",
            "Housing co-ops",
            "I sit on the board of a cooperative",
        ),
    ),
    Topic(
        ("Old furniture: how to restore a chair", "Veneer that comes off", "A carpenter for a staircase"),
        ("Restoring furniture and veneer", "Carpenter, stairs and windows", "Upholstery of old chairs"),
    ),
    Topic(
        ("Chess opponents, around 1600", "Somebody to play chess on Sundays", "A chess club for kids"),
        ("Teaching chess to children", "Chess, any evening", "I run the chess club"),
    ),
    Topic(
        (
            "Jemand, der mir Buchhaltung im Verein erklärt",
            "Steuererklärung für einen gemeinnützigen Verein",
            "Ein Kassenprüfer",
        ),
        (
            "Buchhaltung und Kassenprüfung in Vereinen",
            "Steuern gemeinnütziger Vereine",
            "Kassenwart seit 2009",
        ),
    ),
    Topic(
        ("Klavierunterricht für Erwachsene", "Ein Klavier, auf dem ich üben darf", "Klavier zu vier Händen"),
        (
            "Klavierunterricht, auch für Anfänger",
            "Mein Klavier steht tagsüber still, gern üben",
            "Vierhändig spielen",
        ),
    ),
    Topic(
        ("Hilfe bei Elektrik im Altbau", "Jemand, der Sicherungskästen versteht", "Lampen anschließen"),
        ("Elektrik im Altbau", "Elektriker im Ruhestand", "Lampen und Sicherungskästen"),
    ),
    Topic(
        ("Kräuter auf dem Balkon", "Kompost ohne Geruch", "Gemüse im Hochbeet"),
        ("Hochbeete und Gemüse", "Kompost und Bodenpflege", "Kräuter ziehen, trocknen, verschenken"),
    ),
    Topic(
        ("Schach am Sonntag", "Ein Verein für Fotografie", "Dunkelkammer zum Mitbenutzen"),
        ("Dunkelkammer, gern zu zweit", "Analoge Fotografie", "Schachabende am Sonntag"),
    ),
    Topic(
        (
            "Una abogada que sepa de contratos de alquiler",
            "Dudas con mi contrato de alquiler",
            "Derecho de vivienda",
        ),
        ("Contratos de alquiler", "Abogada de vivienda", "Derecho de vivienda para inquilinos"),
    ),
    Topic(
        ("Practicar alemán por las tardes", "Intercambio de alemán", "Preparar el examen B2 de alemán"),
        ("Clases de alemán", "Alemán nativo, intercambio por español", "Exámenes de alemán B1 y B2"),
    ),
    Topic(
        ("Huerto urbano en una azotea", "Semillas antiguas de tomate", "Riego para macetas"),
        ("Huertos urbanos", "Semillas de tomate y pimiento", "Riego por goteo"),
    ),
    Topic(
        (
            "Cuidar de un padre con alzhéimer",
            "Residencias de mayores: cómo elegir",
            "Otros cuidadores con quienes hablar",
        ),
        ("Alzhéimer y cuidadores", "Trabajé en residencias de mayores", "Grupo de apoyo para cuidadores"),
    ),
    Topic(
        ("A choir that takes beginners", "Singing lessons for a shy bass", "Barbershop quartet, lead wanted"),
        ("Singing lessons", "I conduct a choir, beginners welcome", "Barbershop arrangements"),
    ),
)

# They share words with topics and fit nobody.
DECOYS_WANTED = (
    "A bank that lends to founders",
    "Trees for my sister's birth certificate search",
    "A room with a view of the sea",
    "Company for walks by the river",
    "A keyboard repair, not the musical kind",
    "Jemand für lange Spaziergänge",
    "Compañía para ir al teatro",
    "Good films from before 1960",
)
DECOYS_OFFERED = (
    "Listening, and a cup of tea",
    "Cheese from my own goats",
    "Tickets for the opera at short notice",
    "River swimming in winter",
    "Sea kayaks to lend",
    "Gute Laune und Kuchen",
    "Películas antiguas",
    "Driving a van when you move house",
)
