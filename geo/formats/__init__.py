"""File formats: one module a format, and the registry that lists them.

In: one file. Out: its layers (`Layer`: columns, polygons, CRS), or a `ReadError`.
Start with `reader.py`; `signatures.py` checks the first bytes of a file.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
