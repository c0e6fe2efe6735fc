"""The command `controlmap`, which may be ended at any moment.

It loads nothing else at first, so that it hears of an end while the rest is loaded, which takes a
second. Ctrl-C (SIGINT), SIGTERM and SIGHUP are answered in one line on stderr; what the run would
leave behind is removed, and then the signal does what it does by itself, so that shells and loops
of shells see how the run ended: exit code 130, 143 or 129.
"""

import contextlib
import os
import signal
import sys
from types import FrameType

_ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
_SHOWN = b"\x1b[?25h\n"  # the cursor, which a progress bar hides, on a line of its own


def main() -> None:
    """Run the command line."""
    _open_streams()
    _listen()
    from layers.cli.commands import main as command

    command()


def _listen() -> None:
    for name in _ENDS:
        number = getattr(signal, name, None)
        # under nohup, or in the background of a script, some are not to be heard
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    """End this run. No exception is raised: a library might catch it, or fail to clean up."""
    signal.signal(number, signal.SIG_DFL)  # who asks again need not wait
    if leftovers := sys.modules.get("geo.files.temporary"):
        getattr(leftovers, "undo", lambda: None)()
    with contextlib.suppress(OSError):
        if os.isatty(2):
            os.write(2, _SHOWN)
        os.write(2, b"stopped before its end; nothing half written is left\n")
    if sys.platform == "win32":
        os._exit(128 + number)
    os.kill(os.getpid(), number)


def _open_streams() -> None:
    """Where a standard stream is closed, one to nowhere: a file of ours would take its number.

    What is printed to a closed stdout is an error all the same: nobody gets the result.
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
