"""The command line: `controlmap map`, `areas`, `changes`, `check`, `kit` and others.

In: arguments. Out: results on stdout, messages on stderr, an exit code.
Start with `commands.py`; `main.py` turns errors into exit codes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
