"""Connects to what listens on this machine: TCP, UDP, IPv6.

Harm: the instructor's Jupyter, database and printer.
Costs: nothing
"""

# %% honest work
# %% hostile
import socket


def call(family, kind, address):
    try:
        with socket.socket(family, kind) as there:
            there.settimeout(0.5)
            there.connect(address)
            there.send(b"pwned-loopback")
    except OSError:
        pass


call(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 47113))
call(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 47114))
call(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 47113))
