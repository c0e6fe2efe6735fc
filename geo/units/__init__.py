"""Units with a code, such as districts, and tables that name their holders.

In: a table without shapes, and polygons of its units. Out: layers with the polygon of each row.
Start with `join.py`; `holding.py` distinguishes tables of changes and of snapshots.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
