"""The port of the Prefect server: whether somebody else has it, and who."""

import socket
from collections.abc import Callable
from contextlib import suppress

import psutil

from flows.embedded.instance import Instance, moved


def on_a_free_port(made: Instance, say: Callable[[str], None]) -> Instance:
    """Return the instance, moved to another port where somebody else listens on its own."""
    if not taken(made.port):
        return made
    elsewhere = moved(made)
    say(f"port {made.port} is taken by {listener(made.port)}: the Prefect server moves to port {elsewhere.port}")
    return elsewhere


def taken(port: int) -> bool:
    """Tell whether a server could not listen on the loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: a closing socket is no owner
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def listener(port: int) -> str:
    """Name the process that listens on the port; another account's is not seen by everybody."""
    with suppress(psutil.Error):
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
                return f"{psutil.Process(one.pid).name()} (process {one.pid})"
    return "another program"
