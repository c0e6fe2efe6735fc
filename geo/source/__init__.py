"""Whole sources: files, lists of places or a project file become a control table.

In: what a user names as the source, with options. Out: the control table and a report.
Start with `read.py`, which has `read_control`; `build.py` puts the table together.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
