"""Write output: files as a whole or not at all, tables, GIS files, PDF, and their provenance.

In: tables, text or bytes, and a path. Out: complete files, never partial ones.
Start with `atomic_files.py`; `csp.py` makes the security policy of a page.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
