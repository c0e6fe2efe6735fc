"""Local files and nothing else: no network, and no name that a reader takes for an address.

GDAL and PROJ fetch what a name, a CRS or the environment tells them to. What is not asked for by
the one who calls is not fetched: for as long as a source is read all of that is switched off.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fiona
import pyogrio

# pyproj has these in its documentation, and does not say so to type checkers
from pyproj.network import (  # type: ignore[attr-defined]
    is_network_enabled,
    set_network_enabled,
)

# Files on the network that GDAL may open (none ends so), and what the environment may have SQLite
# load and run before it reads.
_CLOSED = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_PRAGMA": "",
}
# What pyogrio, fiona and GDAL leave as it is. They cut names at "!", ";" and the end of a line,
# and take what is left for another file, one on the network where it looks so.
_PLAIN = re.compile(r"(?:[A-Za-z]:)?[\\/](?![\\/]|vsi)[\w \\/.,+@=()~-]*")


@contextmanager
def offline() -> Iterator[None]:
    """Within it neither GDAL nor PROJ ask the network, whatever the environment tells them."""
    before = is_network_enabled()
    options = {name: pyogrio.get_gdal_config_option(name) for name in _CLOSED}
    set_network_enabled(active=False)
    pyogrio.set_gdal_config_options(_CLOSED)
    try:
        with fiona.Env(**_CLOSED):
            yield
    finally:
        pyogrio.set_gdal_config_options(options)
        set_network_enabled(active=before)


@contextmanager
def named(path: Path, beside: dict[str, Path] | None = None) -> Iterator[Path]:
    """The file `path` by a name that every reader takes for that of a local file.

    Where its own, or that of a folder, could be taken for something else, it is a link of another
    name. `beside` are the files that have to lie beside it, by the ends of their names.
    """
    whole = Path(os.path.abspath(path))
    if _PLAIN.fullmatch(str(whole)):
        yield whole
        return
    with tempfile.TemporaryDirectory(prefix="controlmap-") as folder:
        stem = re.sub(r"[^\w .-]", "_", whole.stem)
        for suffix, one in {path.suffix: whole, **(beside or {})}.items():
            _link(Path(os.path.abspath(one)), Path(folder, stem + suffix))
        yield Path(folder, stem + path.suffix)


def _link(target: Path, link: Path) -> None:
    try:
        link.symlink_to(target)
    except OSError:  # Windows allows it to few
        shutil.copyfile(target, link)
