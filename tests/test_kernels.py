"""Notebooks of the course, run in a kernel by the project's own tools."""

import asyncio
from queue import Empty

import pytest
import zmq.asyncio
from jupyter_client.session import Session
from kernels import Channel


class Deaf:
    """A socket that has a message, but whose announcement was missed: a poll finds it when its time is up."""

    def __init__(self, after):
        self.waited, self.after = 0, after

    async def poll(self, milliseconds):
        self.waited += milliseconds
        return self.waited >= self.after


@pytest.fixture
def channel():
    with zmq.asyncio.Context() as context, context.socket(zmq.PULL) as socket:
        yield Channel(socket, Session())


def test_a_message_whose_announcement_was_missed_is_found_within_a_second(channel, monkeypatch):
    monkeypatch.setattr(channel, "socket", socket := Deaf(after=1))
    monkeypatch.setattr(channel, "_recv", lambda: asyncio.sleep(0, {"msg_type": "execute_reply"}))
    assert asyncio.run(channel.get_msg(timeout=300.0)) == {"msg_type": "execute_reply"}
    assert socket.waited <= 1000


def test_a_message_that_does_not_come_is_waited_for_as_long_as_was_asked(channel, monkeypatch):
    monkeypatch.setattr(channel, "socket", socket := Deaf(after=10**9))
    with pytest.raises(Empty):
        asyncio.run(channel.get_msg(timeout=3.5))
    assert socket.waited == 3500
