"""Files written: all or nothing, tables, GIS files, PDF, and what each says of its origin.

In: tables, text or bytes and a path. Out: files, never half of one.
Start with `atomic_files.py`; `csp.py` makes the security policy of a page.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
