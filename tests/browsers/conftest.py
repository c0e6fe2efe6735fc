"""Pages of the built-in story on a server, pages of others on another, and the engines."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browsers import engines

import layers

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
MISSING = {
    "firefox": "no Firefox found (Debian: apt install firefox-esr)",
    "webkit": "no WebKitGTK found (Debian: apt install webkit2gtk-driver xvfb)",
}


class Server:
    """Files by name, at an origin of their own."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        files = self.files

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = files.get(self.path.split("?")[0].lstrip("/"))
                self.send_response(200 if content is not None else 404)
                kind = "javascript" if ".js" in self.path else "html"
                self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def kit(story, tmp_path_factory) -> Iterator[Server]:
    """The pages of a kit."""
    server, folder = Server(), tmp_path_factory.mktemp("kit")
    m = layers.control_map(story)
    for kind in ("map", "timeline", "story"):
        path = folder / f"{kind}.html"
        pictures = [PIXEL] * len(m.summary.scenes) if kind == "story" else ()
        layers.save(m, path, kind=kind, pictures=pictures)
        server.files[path.name] = path.read_bytes()
    server.files["embed.js"] = layers.output.asset("app/embed.js").encode()
    yield server
    server.close()


@pytest.fixture(scope="session")
def host() -> Iterator[Server]:
    """Pages of others, from another origin."""
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="session", params=["firefox", "webkit"])
def browser_window(request, tmp_path_factory) -> Iterator[engines.Browser]:
    """A window of each engine; without its packages tests are skipped, on CI they fail."""
    name = request.param
    found = {"firefox": engines.firefox_program, "webkit": engines.webkit_programs}
    if not found[name]():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING[name])
    with getattr(engines, name)(tmp_path_factory.mktemp(name) / "home") as window:
        yield window
