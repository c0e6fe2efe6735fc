"""Dates as people write them: EDTF, calendars, month names, dates in file names.

In: text, e.g. "8 July 2024", "1200~" or "323 BCE". Out: `Period`, dates and their labels.
Start with `edtf.py` for the forms of a date and `file_names.py` for those in file names.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
