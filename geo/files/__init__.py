"""Find, unpack and hash the files of a source; make and remove temporary files.

In: a path, a folder, a glob or an archive. Out: `File` objects with a path and a label.
Start with `search.py`; archives are unpacked by `archives.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
