"""What one cell leaves to the next: the same as in a kernel."""

import pytest
from sidebyside import (
    autograde,
    configured,
    graded_cell,
    marks,
    nbgrader_finds_alembic,  # noqa: F401
    notebook_of,
    ours,
    released,
    twin,
    write,
)

KEPT = {
    "print_options": (
        "import sys\nimport numpy as np\nnp.set_printoptions(precision=3)",
        "str(np.array([1 / 3])) == '[0.333]'",
    ),
    "floating_errors": (
        "np.seterr(divide='raise')",
        "np.geterr()['divide'] == 'raise'",
    ),
    "decimal": ("from decimal import *\ngetcontext().prec = 6", "str(Decimal(1) / Decimal(7)) == '0.142857'"),
    "context_variable": (
        "import contextvars\nv = contextvars.ContextVar('v', default=0)\ntoken = v.set(1)",
        "v.get() == 1",
    ),
    "context_variable_reset": ("v.reset(token)", "v.get() == 0"),
    "set_in_an_async_cell": ("import asyncio\nawait asyncio.sleep(0)\nv.set(2)", "v.get() == 2"),
    "set_before_an_async_cell": ("v.set(3)", "(await asyncio.sleep(0)) is None and v.get() == 3"),
    "task": ("async def later():\n    return v.get()\ntask = asyncio.create_task(later())", "await task == 3"),
    "task_goes_on": (
        "event = asyncio.Event()\nasync def sets():\n    await asyncio.sleep(0)\n    event.set()\n"
        "setting = asyncio.ensure_future(sets())",
        "await asyncio.wait_for(event.wait(), 5)",
    ),
    "loop": (
        "async def running():\n    return asyncio.get_running_loop()\nloop = await running()",
        "await running() is loop",
    ),
    "same_loop": ("loop_of_the_thread = asyncio.get_event_loop()", "asyncio.get_event_loop() is loop"),
    "loop_runs": ("pass", "asyncio.get_event_loop().is_running()"),
    "current_task": ("pass", "asyncio.current_task() is not None"),
    "no_run_in_a_loop": (
        "try:\n    coroutine = asyncio.sleep(0)\n    asyncio.run(coroutine)\n    ran = True\n"
        "except RuntimeError:\n    coroutine.close()\n    ran = False",
        "not ran",
    ),
    "warnings_filter": (
        "import warnings\nwarnings.simplefilter('error', RuntimeWarning)",
        "('error', RuntimeWarning) in [(f[0], f[2]) for f in warnings.filters]",
    ),
    "warned_once": (
        "def warn():\n    with warnings.catch_warnings(record=True) as caught:\n"
        "        warnings.warn('careful', UserWarning)\n    return len(caught)\nwarn()",
        "warn() in (0, 1)",
    ),
    "last_value": ("6 * 7", "_ == 42"),
    "history": ("'first'", "Out[max(Out)] == 'first' and 'first' in In[-2] and _i.strip() == repr('first')"),
    "captured": ("%%capture caught\nprint('hush')", "caught.stdout == 'hush\\n'"),
    "last_error": ("{}['missing']", "sys.last_value.args == ('missing',)"),
    "last_exc": ("pass", "getattr(sys, 'last_exc', sys.last_value) is sys.last_value"),
    "no_error_is_being_handled": ("pass", "sys.exc_info() == (None, None, None)"),
    "sys_path": ("sys.path.append('/somewhere')", "'/somewhere' in sys.path"),
    "folder": ("import os\nos.makedirs('below', exist_ok=True)\nos.chdir('below')", "os.getcwd().endswith('below')"),
    "thread": (
        "import threading\nstop = threading.Event()\nseen = []\n"
        "thread = threading.Thread(target=lambda: (stop.wait(10), seen.append(1)), daemon=True)\nthread.start()",
        "stop.set() is None and thread.join(10) is None and seen == [1]",
    ),
    "thread_local": ("local = threading.local()\nlocal.x = 1", "local.x == 1"),
    "main_thread": ("pass", "threading.current_thread() is threading.main_thread()"),
    "signal": (
        "import signal\nhandler = lambda *a: None\nsignal.signal(signal.SIGUSR1, handler)",
        "signal.getsignal(signal.SIGUSR1) is handler",
    ),
    "interrupt_handler": (
        "signal.signal(signal.SIGINT, handler)",
        "signal.getsignal(signal.SIGINT) is signal.default_int_handler",
    ),
    "random": ("import random\nrandom.seed(1)\nnp.random.seed(1)", "random.random() == random.Random(1).random()"),
    "rc_params": (
        "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 7",
        "plt.rcParams['lines.linewidth'] == 7",
    ),
    "figures_are_closed": ("plt.plot([1])", "plt.get_fignums() == []"),
    "display_hook": (
        "get_ipython().display_formatter.formatters['text/plain'].for_type(complex, lambda o, p, c: p.text('z'))",
        "get_ipython().display_formatter.format(1j)[0]['text/plain'] == 'z'",
    ),
    "precision": ("%precision 2", "get_ipython().display_formatter.format(1 / 3)[0]['text/plain'] == '0.33'"),
    "precision_is_numpys": ("pass", "np.get_printoptions()['precision'] == 2"),
    "magic": (
        "from IPython.core.magic import register_line_magic\n@register_line_magic\n"
        "def twice(line):\n    return 2 * line",
        "get_ipython().run_line_magic('twice', 'a') == 'aa'",
    ),
    "alias_of_user_ns": ("get_ipython().user_ns['hidden'] = 5", "hidden == 5 and globals() is get_ipython().user_ns"),
    "main_module": ("import __main__\n__main__.there = 1", "there == 1"),
    "future": ("from __future__ import annotations", "(lambda: None) and 'x' == (lambda x: x)('x')"),
    "annotations": ("def f(x: undefined_name): pass", "f.__annotations__ == {'x': 'undefined_name'}"),
    "exit_functions": ("import atexit\natexit.register(lambda: None)", "True"),
    "recursion": ("sys.setrecursionlimit(2345)", "sys.getrecursionlimit() == 2345"),
    "int_digits": ("sys.set_int_max_str_digits(5000)", "sys.get_int_max_str_digits() == 5000"),
    "locale": ("import locale\nlocale.setlocale(locale.LC_ALL, 'C')", "locale.setlocale(locale.LC_ALL) == 'C'"),
    "environment": ("os.environ['MINE'] = 'x'", "os.environ['MINE'] == 'x'"),
    "stdout_replaced": (
        "import io\nold, sys.stdout = sys.stdout, io.StringIO()\nprint('to nowhere')",
        "sys.stdout.getvalue() == 'to nowhere\\n'",
    ),
    "stdout_back": ("sys.stdout = old", "sys.stdout is old"),
    "excepthook": ("hook = sys.excepthook\nsys.excepthook = lambda *a: None", "sys.excepthook is not hook"),
    "trace": ("sys.setswitchinterval(0.01)", "abs(sys.getswitchinterval() - 0.01) < 1e-6"),
    "logging": (
        "import logging\nlogging.basicConfig(level=logging.ERROR)",
        "logging.getLogger().level == logging.ERROR",
    ),
    "event_callbacks": (
        "ran = []\nget_ipython().events.register('pre_run_cell', lambda info: ran.append(1))",
        "len(ran) == 1",
    ),
    "garbage": ("import gc\ngc.disable()", "not gc.isenabled()"),
    "autoawait": ("%autoawait False", "get_ipython().autoawait is False"),
    "file": ("file = open('kept.txt', 'w')", "file.write('x') == 1 and not file.closed"),
    "umask": ("os.umask(0o027)", "os.umask(0o027) == 0o027"),
    "stdin": ("pass", "sys.stdin is not None and not sys.stdin.isatty()"),
    "breakpoint": ("passed = False\nbreakpoint()\npassed = True", "passed"),
    "name": ("pass", "__name__ == '__main__' and '__file__' not in globals()"),
}
"""What a cell does, and what holds in the next one."""


LOST = ("set_in_an_async_cell",)
"""What is lost in a kernel, too."""


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    root = tmp_path_factory.mktemp("state") / "course"
    cells = []
    for name, (sets, holds) in KEPT.items():
        cells += [sets, graded_cell(f"kept = {holds}\nassert kept", name)]
    write(notebook_of(*cells), root / "source/state/state.ipynb")
    write(notebook_of(*cells), root / "submitted/ada/state/state.ipynb")
    released(root, "state")
    other = twin(root)
    for config in (configured(root), ours(other)):
        result = autograde(config, "state", ["ada"])["ada"]
        assert result["success"], result
    return [marks(folder, "state", ["ada"]) for folder in (root, other)]


@pytest.mark.parametrize("name", KEPT)
def test_a_cell_leaves_to_the_next_what_it_leaves_in_a_kernel(both, name):
    stock, own = (given["ada", "state", name] for given in both)
    assert own == stock == (name not in LOST)
