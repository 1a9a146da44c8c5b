import numpy as np
from samples import recorder_of

from deltarule import case
from deltarule.core.checking.recording import Recording
from deltarule.core.code.cells import cells_of_python
from deltarule.core.code.given import changed_given, told_of_given

SIGMOID = 'def sigmoid(z):\n    """Given."""\n    return 1 / (1 + np.exp(-z))\n'
GIVEN = {"sigmoid": SIGMOID}
CALLING = "def layer(x):\n    return sigmoid(x)\n\n\ndef net(x):\n    return layer(x)\n\n\ndef cost(x):\n    return x\n"


def changed(sigmoid):
    cells = cells_of_python(f"{sigmoid}\n\n{CALLING}", "exercises/ann.py")
    return changed_given(["layer", "net", "cost"], cells, GIVEN), cells


def test_a_given_function_that_was_changed_is_told_with_what_calls_it():
    found, cells = changed(SIGMOID.replace("-z", "z"))
    assert found == {"layer": ["sigmoid"], "net": ["sigmoid"]}
    assert told_of_given(found, cells) == [
        "sigmoid is given, and was changed (ann.py, line 1): put it back first, as layer and net call it."
    ]


def test_a_given_function_is_as_it_was_whatever_is_said_of_it_and_however_it_is_spaced():
    for same in (
        SIGMOID,
        SIGMOID.replace("Given.", "Mine."),
        SIGMOID.replace("1 / (1", "1/(  1"),
        "def sigmoid(z):\n    # mine\n    return (1 / (1 + np.exp(-z)))\n",
        "def sigmoid(z:\n",
        "",
    ):
        assert changed(same)[0] == {}


def test_a_recording_knows_what_is_given_and_nothing_of_what_is_asked():
    recorder = recorder_of(f"import numpy as np\n\n{SIGMOID}\n\n{CALLING}")
    recorder._graded = {"layer", "net", "cost"}
    recorder.begin("test_layer").layer.answer([case(np.ones(2))])
    assert Recording(recorder.save(), "of a test").given == {"sigmoid": SIGMOID.rstrip()}
