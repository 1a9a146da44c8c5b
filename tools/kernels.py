"""Notebooks, run in a Jupyter kernel."""

from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets import Type

SECONDS = 300
"""As long as any one cell may take on a busy machine: a whole notebook should take a tenth of it."""

_GLANCE = 1000
"""Milliseconds after which a socket is looked at, though nothing was announced."""


def run_notebook(notebook: NotebookNode, folder: Path, allow_errors: bool = False) -> None:
    """Run all cells of a notebook from top to bottom, and keep in it what they show.

    Args:
        notebook: the notebook.
        folder: where its kernel runs.
        allow_errors: whether the rest is run where a cell raises, which is then among its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raises, unless `allow_errors` is given.
    """
    NotebookClient(
        notebook,
        kernel_manager_class=_Manager,
        timeout=SECONDS,
        allow_errors=allow_errors,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


class Channel(AsyncZMQSocketChannel):
    """A channel that looks at its socket now and then: ZeroMQ announces a message once, and one that is missed is only
    found when the time is up."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for a message; see the class that this one is made from."""
        assert self.socket is not None
        left = None if timeout is None else int(timeout * 1000)
        while left is None or left > _GLANCE:
            if await self.socket.poll(_GLANCE):
                return await super().get_msg(0)
            if left is not None:
                left -= _GLANCE
        return await super().get_msg(left / 1000)


class _Client(AsyncKernelClient):
    shell_channel_class = Type(Channel)
    iopub_channel_class = Type(Channel)


class _Manager(AsyncKernelManager):
    client_factory = Type(_Client)
