"""Which column of a layer means what, and a layer turned into rows.

In: a layer of any source. Out: actor, status, start, end and polygon of each row.
Start with `conventions.py`, the names that columns of known sources have, and `rows.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
