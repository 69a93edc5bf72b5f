"""Who sees whom: the one predicate and the one SQL condition that every page, list and refusal asks."""
