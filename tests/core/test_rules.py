from deltarule.core.code.cells import Cell
from deltarule.core.code.rules import broken_rules
from deltarule.core.limits import MAX_BROKEN_RULES


def test_broken_rules_are_named_up_to_a_number():
    notes = broken_rules([Cell("import torch\n" * 1000, "ann.py")], ["torch"])
    assert len(notes) == MAX_BROKEN_RULES + 1
    assert notes[0] == "A rule of this unit: torch may not be used. The import in ann.py, line 1 is not run."
    assert notes[-1] == "So it is in 990 more places."


def test_a_package_s_module_is_found_however_it_is_imported():
    for source in ("import sklearn.svm", "from sklearn import svm", "from sklearn.svm import SVC"):
        assert broken_rules([Cell(source, "ann.py")], ["sklearn.svm"])
