"""Run a piece of a test in a forked copy of the test run: for what changes a process for good.

Rules: the copy never returns into pytest; its result, or its error as text, comes back through a pipe.
"""

import os
import pickle
import traceback
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
NOBODY = 65534


def in_child(function: Callable[[], Result]) -> Result:
    """Return what `function` returns in a child process. Raises AssertionError with the child's traceback."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            answer = pickle.dumps((True, function()))
        except BaseException:
            answer = pickle.dumps((False, traceback.format_exc()))
        os.write(writer, answer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        data = file.read()
    os.waitpid(pid, 0)
    assert data, "the child ended without an answer"
    succeeded, result = pickle.loads(data)
    assert succeeded, result
    return result  # type: ignore[no-any-return]


def become_nobody() -> None:
    """Give up root and every capability, for good."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
