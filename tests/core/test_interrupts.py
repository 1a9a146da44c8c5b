"""Ctrl-C waits for the end of what may not be left half done."""

import signal
import threading

import pytest

from deltarule.core.interrupts import undisturbed


def test_an_interrupt_comes_after_what_is_not_to_be_disturbed():
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():  # noqa: PT012 - it is the block that matters
        signal.raise_signal(signal.SIGINT)
        done.append(True)
    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_in_such_a_block_is_told_whatever_came_besides():
    with pytest.raises(ValueError, match="wrong"), undisturbed():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        raise ValueError("wrong")


def test_a_block_in_a_thread_is_a_block_like_any_other():
    done = []

    def work():
        with undisturbed():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
