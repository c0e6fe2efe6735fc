"""The folder for an article or a lesson: pages, pictures, tables, alt text and credits.

In: a control table. Out: one folder, replaced as a whole.
Start with `kit.py`: a new file is one more maker in the `*_files.py` of its kind.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
