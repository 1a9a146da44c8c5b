from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import by_function, earned_in, points_by_function, points_of


def result(function, points, earned, status="passed"):
    return CheckResult("test", function, points, earned, status, "", None)


RESULTS = [result("f", 2, 2), result("g", 1, 0.0, "not_started"), result("f", 1.5, 0.0, "failed"), result("h", 1, 1)]


def test_results_are_added_up_function_by_function_as_they_first_come():
    f, g, h = by_function(RESULTS)
    assert (f.function, f.earned, f.points, f.complete, f.not_started) == ("f", 2, 3.5, False, False)
    assert (g.function, g.earned, g.points, g.complete, g.not_started) == ("g", 0, 1, False, True)
    assert (h.complete, h.results) == (True, [RESULTS[3]])
    assert points_by_function(RESULTS) == {"f": 3.5, "g": 1, "h": 1}


def test_whole_points_are_whole_numbers_as_nbgrader_writes_them():
    assert repr(points_of(RESULTS)) == "5.5"
    assert repr(points_of(RESULTS[:2])) == "3"
    assert repr(points_of([result("f", 0.5, 0), result("f", 0.5, 0)])) == "1"


def test_what_is_earned_is_a_float():
    assert repr(earned_in(RESULTS)) == "3.0"
    assert repr(earned_in([])) == "0.0"
