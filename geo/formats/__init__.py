"""File formats: one module a format, and the registry that lists them.

In: one file. Out: its layers (`Layer`: shapes in degrees, columns, messages), or a `ReadError`.
Start with `registry.py`; a new format is one module in `text` or `binary` and one line there.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
