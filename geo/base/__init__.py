"""What every other package of geo needs: errors, limits and text.

In: nothing of this project. Out: exceptions, `Limits`, sanitized text, numbers in words.
Start with `errors.py`; `sanitize.py` makes text from unknown files safe to print.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
