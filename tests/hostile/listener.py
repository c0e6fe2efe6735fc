"""An address on this machine that hostile files point to, and the requests to it."""

import socket
import threading
from functools import cache


@cache
def _listening() -> tuple[socket.socket, list[str]]:
    server = socket.create_server(("127.0.0.1", 0))
    asked: list[str] = []
    threading.Thread(target=_answer, args=(server, asked), daemon=True).start()
    return server, asked


def _answer(server: socket.socket, asked: list[str]) -> None:
    while True:
        with server.accept()[0] as caller:
            caller.settimeout(1)
            try:
                asked.append(caller.recv(100).decode("latin-1"))
            except TimeoutError:
                asked.append("a connection without a request")


def address() -> str:
    """The address, as `127.0.0.1:40000`."""
    return "{}:{}".format(*_listening()[0].getsockname())


def asked() -> list[str]:
    """The beginnings of all requests so far."""
    return list(_listening()[1])
