"""What is wrong or doubtful in a control table, and published figures beside it.

In: a control table. Out: a table of findings, comparisons with published areas, uncertainty.
Start with `check.py`; the kinds of findings are listed in `geo/finding.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
