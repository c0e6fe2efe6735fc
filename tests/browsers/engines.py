"""Firefox and WebKit, driven by W3C WebDriver commands.

Firefox takes them through its own Marionette protocol, so no geckodriver is needed, which Debian
does not package; WebKitGTK through WebKitWebDriver, on a screen of Xvfb.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

SECONDS = 30  # that a start may take, and a command
MINIBROWSERS = ("webkit2gtk-4.1", "webkit2gtk-4.0")
FIREFOX_PREFERENCES = {
    "marionette.port": 0,  # any free one, written into the profile
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "dom.disable_open_during_load": False,
    "ui.prefersReducedMotion": 1,
    "general.smoothScroll": False,
}
# W3C commands: how WebKitWebDriver and Marionette name them.
COMMANDS = {
    "open": ("url", "Navigate"),
    "run": ("execute/sync", "ExecuteScript"),
    "run_async": ("execute/async", "ExecuteAsyncScript"),
    "act": ("actions", "PerformActions"),
    "frame": ("frame", "SwitchToFrame"),
    "resize": ("window/rect", "SetWindowRect"),
    "print": ("print", "Print"),
    "screenshot": ("screenshot", "TakeScreenshot"),
}


class DriverError(Exception):
    """What a browser answered instead of a result."""


class Browser:
    """A window of a browser; `send` passes on one W3C command."""

    name: str

    def send(self, command: str, values: dict[str, Any]) -> Any:
        raise NotImplementedError

    def open(self, url: str) -> None:
        self.send("frame", {"id": None})
        self.send("open", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """Value of the body of a function in the page or frame chosen."""
        return self.send("run", {"script": script, "args": list(arguments)})

    def until(self, script: str, *arguments: Any, seconds: float = 10) -> Any:
        """The first true value of the body of a function."""
        end = time.monotonic() + seconds
        while not (value := self.run(script, *arguments)):
            assert time.monotonic() < end, f"not within {seconds} s: {script}"
            time.sleep(0.03)
        return value

    def choose_frame(self, selector: str | None) -> None:
        """Run what follows in a frame, or in the page again."""
        found = selector and self.run(
            "return document.querySelector(arguments[0])", selector
        )
        self.send("frame", {"id": found or None})

    def act(self, *sources: dict[str, Any]) -> None:
        self.send("act", {"actions": list(sources)})

    def wheel(self, x: float, y: float, by: int, key: str = "") -> None:
        """Turn the wheel over a point of the window, while a key is held."""
        place = {"x": round(x), "y": round(y), "origin": "viewport", "duration": 0}
        pause = {"type": "pause"}
        turn = {"type": "scroll", "deltaX": 0, "deltaY": self._turned(by), **place}
        wheel = {"type": "wheel", "id": "wheel"}
        if key:
            down, up = ({"type": kind, "value": key} for kind in ("keyDown", "keyUp"))
            keys = {"type": "key", "id": "keys", "actions": [down, pause, up]}
            self.act(keys, {**wheel, "actions": [pause, turn, pause]})
        else:
            self.act({**wheel, "actions": [turn]})

    def _turned(self, by: int) -> int:
        """How a driver is told of a turn."""
        return by

    def press(self, *keys: str) -> None:
        for key in keys:
            self.act(
                {
                    "type": "key",
                    "id": "keys",
                    "actions": [
                        {"type": "keyDown", "value": key},
                        {"type": "keyUp", "value": key},
                    ],
                }
            )

    def drag(
        self, places: list[tuple[float, float]], kind: str = "mouse", name: str = ""
    ) -> None:
        """Press at the first place, move over the others, and let go."""
        self.act(pointer(places, kind, name))

    def resize(self, width: int, height: int) -> None:
        """Give the page, without the frame of the window, a size in pixels."""
        size = {"width": width, "height": height}
        self.send("frame", {"id": None})
        for _ in range(2):
            self.send("resize", size)
            time.sleep(0.1)
            inner = self.run("return [innerWidth, innerHeight]")
            size = {
                "width": size["width"] + width - inner[0],
                "height": size["height"] + height - inner[1],
            }

    def print(self) -> bytes:
        return base64.b64decode(self.send("print", {"background": True}))

    def screenshot(self) -> bytes:
        return base64.b64decode(self.send("screenshot", {}))


def pointer(
    places: list[tuple[float, float]], kind: str, name: str = ""
) -> dict[str, Any]:
    """A pointer pressed at the first place, moved over the others, and let go."""
    moves = [
        {
            "type": "pointerMove",
            "x": round(x),
            "y": round(y),
            "duration": 50,
            "origin": "viewport",
        }
        for x, y in places
    ]
    press = {"type": "pointerDown", "button": 0}
    actions = [{**moves[0], "duration": 0}, press, *moves[1:]]
    return {
        "type": "pointer",
        "id": name or kind,
        "parameters": {"pointerType": kind},
        "actions": [*actions, {"type": "pointerUp", "button": 0}],
    }


class Firefox(Browser):
    """Firefox without windows, through Marionette."""

    name = "firefox"

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rwb")
        self._number = 0
        self._read()
        self._call("WebDriver:NewSession", {"capabilities": {}})

    def send(self, command: str, values: dict[str, Any]) -> Any:
        result = self._call(f"WebDriver:{COMMANDS[command][1]}", values)
        return result.get("value") if isinstance(result, dict) else result

    def _call(self, name: str, values: dict[str, Any]) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, name, values]).encode()
        self._file.write(b"%d:%s" % (len(text), text))
        self._file.flush()
        _, _, error, result = self._read()
        if error:
            raise DriverError(f"{error['error']}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._file.read(1)
        return json.loads(self._file.read(int(length[:-1])))


class WebKit(Browser):
    """WebKitGTK's MiniBrowser, through WebKitWebDriver."""

    name = "webkit"

    def __init__(self, port: int, program: str) -> None:
        self._port, self._sum = port, 0
        options = {"binary": program, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._path = "/session"
        session = self._post("", {"capabilities": wanted})
        self._path = f"/session/{session['sessionId']}"

    def send(self, command: str, values: dict[str, Any]) -> Any:
        path = f"/{COMMANDS[command][0]}"
        if command == "screenshot":
            return self._ask("GET", path)
        return self._post(path, values)

    def close(self) -> None:
        self._ask("DELETE", "")

    def _turned(self, by: int) -> int:
        """All turns so far: WebKitWebDriver turns the wheel by what differs from the last."""
        self._sum += by
        return self._sum

    def _post(self, path: str, values: dict[str, Any]) -> Any:
        return self._ask("POST", path, json.dumps(values))

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        headers = {"Content-Type": "application/json"}
        connection.request(method, self._path + path, body, headers)
        value = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            raise DriverError(f"{value['error']}: {value['message']}")
        return value


def firefox_program() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit_programs() -> tuple[str, str, str] | None:
    """WebKitWebDriver, the browser that it drives, and Xvfb."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    folders = Path("/usr/lib").glob("*-linux-gnu")
    browsers = (
        folder / name / "MiniBrowser" for folder in folders for name in MINIBROWSERS
    )
    browser = next((str(path) for path in browsers if path.is_file()), None)
    return (driver, browser, screen) if driver and browser and screen else None


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A running Firefox with a new profile in `folder`."""
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in FIREFOX_PREFERENCES.items()
    ]
    folder.mkdir(parents=True)
    (folder / "user.js").write_text("\n".join(lines))
    command = [firefox_program(), "--headless", "--marionette", "--no-remote"]
    with _running([*command, "--profile", str(folder)], HOME=str(folder)):
        port = _wait_for(folder / "MarionetteActivePort")
        with socket.create_connection(("127.0.0.1", int(port)), SECONDS) as connection:
            yield Firefox(connection)


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """A running WebKitGTK, on a screen of its own."""
    driver, program, screen = webkit_programs()
    folder.mkdir(parents=True)
    number = folder / "display"
    with open(number, "w") as file:
        command = [screen, "-displayfd", "1", "-screen", "0", "1600x1200x24"]
        server = subprocess.Popen(command, stdout=file, stderr=subprocess.DEVNULL)
    try:
        display = f":{_wait_for(number)}"
        port = _free_port()
        home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        # Software rendering, as machines of a CI have no graphics card.
        software = {
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        }
        command = [driver, f"--port={port}", "--host=127.0.0.1"]
        with _running(command, DISPLAY=display, **home, **software):
            _wait_for_port(port)
            browser = WebKit(port, program)
            yield browser
            browser.close()
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _running(command: list[str], **variables: str) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, **variables}, **quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(path: Path) -> str:
    """The text of a file, once there is one."""
    end = time.monotonic() + SECONDS
    while not (path.is_file() and (text := path.read_text().strip())):
        assert time.monotonic() < end, f"{path.name}: not written in {SECONDS} s"
        time.sleep(0.05)
    return text


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, f"port {port}: closed for {SECONDS} s"
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
