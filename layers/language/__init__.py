"""Messages, numbers and dates in the language of a page.

In: a language code and catalogues of `layers/locale`. Out: `Language` objects and labels.
Start with `catalogue.py`; a language is one `.po` file.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
