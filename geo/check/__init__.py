"""Check a control table and compare it with published figures.

In: a control table. Out: a table of findings, comparisons with published areas, ranges.
Start with `check.py`; the kinds of findings are listed in `geo/finding.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
