"""What is different between two texts, as readers of a new version see it."""

from intro_app.text.differences import ChangedLine, LineKind, line_changes

SAME, ADDED, REMOVED, GAP = LineKind.SAME, LineKind.ADDED, LineKind.REMOVED, LineKind.GAP


def test_a_line_that_changed_is_gone_and_new_between_its_neighbours() -> None:
    before, after = "# Terms\n\nBe kind.\n\nPay nothing.", "# Terms\n\nBe kind.\n\nPay ten euros."
    assert line_changes(before, after) == [
        ChangedLine(SAME, "# Terms"),
        ChangedLine(SAME, "Be kind."),
        ChangedLine(REMOVED, "Pay nothing."),
        ChangedLine(ADDED, "Pay ten euros."),
    ]


def test_what_is_far_from_every_change_is_left_out() -> None:
    lines = [f"Line {number}" for number in range(20)]
    found = line_changes("\n".join(lines), "\n".join([*lines[:10], "New", *lines[10:]]))
    assert [one.kind for one in found] == [GAP, SAME, SAME, ADDED, SAME, SAME]
    assert found[3].text == "New"


def test_two_changes_far_apart_have_a_gap_between() -> None:
    lines = [f"Line {number}" for number in range(20)]
    found = line_changes("\n".join(lines), "\n".join(["First", *lines, "Last"]))
    assert [one.kind for one in found] == [ADDED, SAME, SAME, GAP, SAME, SAME, ADDED]


def test_a_first_version_is_all_new_and_spaces_change_nothing() -> None:
    assert line_changes("", "One\nTwo") == [ChangedLine(ADDED, "One"), ChangedLine(ADDED, "Two")]
    assert line_changes("One\n\nTwo", "One  \n\n\n\nTwo\n") == []


def test_long_texts_of_equal_lines_are_compared_in_time() -> None:
    assert line_changes("x\n" * 4000, "x\n" * 4000 + "y")[-1] == ChangedLine(ADDED, "y")
