"""Entry point of the command `controlmap`, which may be interrupted at any moment.

Signals are handled before the rest of the program is imported, which takes a second. On Ctrl-C
(SIGINT), SIGTERM and SIGHUP, temporary files are removed, one line goes to stderr, and the signal
then has its default effect, so that shells see how the run ended: exit code 130, 143 or 129.
"""

import contextlib
import gc
import os
import signal
import sys
from types import FrameType

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
# Objects made, less those deleted, from which on Python looks for cycles. Rows and vertices have
# none, and to look through all of them at its default takes an eighth of the time of reading.
_MANY_OBJECTS = 100_000
_SHOW_CURSOR = b"\x1b[?25h\n"  # hidden by a progress bar


def main() -> None:
    """Run the command line."""
    _open_standard_streams()
    _handle_signals()
    gc.set_threshold(_MANY_OBJECTS)
    from layers.cli.commands import main as command

    command()


def _handle_signals() -> None:
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # nohup, and shells that start a command in the background, ignore some on purpose
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: FrameType | None) -> None:
    """End the process. Raises nothing, which a library might catch."""
    signal.signal(number, signal.SIG_DFL)  # a second signal ends it without cleaning up
    if temporary := sys.modules.get("geo.files.temporary"):
        getattr(temporary, "clean_up", lambda: None)()
    with contextlib.suppress(OSError):
        if os.isatty(2):
            os.write(2, _SHOW_CURSOR)
        os.write(2, b"interrupted; no partial files were left\n")
    if sys.platform == "win32":
        os._exit(128 + number)
    os.kill(os.getpid(), number)


def _open_standard_streams() -> None:
    """Open closed standard streams on the null device, or the next file would take their number.

    stdout is opened for reading only, so that printing a result that nobody gets is an error.
    """
    for number, how in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            handle = os.open(os.devnull, how)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)


if __name__ == "__main__":
    main()
