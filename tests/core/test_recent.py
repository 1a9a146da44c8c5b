"""What was of use last stays, as far as there is room."""

from deltarule.core.recent import Recent


def kept(recent, *keys):
    return [key for key in keys if recent.find(key) is not None]


def test_what_was_of_use_longest_ago_goes_first():
    recent = Recent(10)
    for key in "abc":
        recent.keep(key, key.upper(), 3)
    assert recent.find("a") == "A"
    recent.keep("d", "D", 3)
    assert kept(recent, "a", "b", "c", "d") == ["a", "c", "d"]


def test_what_is_larger_than_the_room_is_not_kept_and_leaves_room():
    recent = Recent(10)
    recent.keep("a", "A", 11)
    assert kept(recent, "a") == []
    recent.keep("b", "B", 10)
    assert kept(recent, "b") == ["b"]


def test_a_value_that_takes_anothers_place_takes_its_room():
    recent = Recent(10)
    for _ in range(5):
        recent.keep("a", "A", 4)
    recent.keep("b", "B", 6)
    assert kept(recent, "a", "b") == ["a", "b"]
