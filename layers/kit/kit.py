"""A folder with all files for an article or a lesson.

Each maker of MAKERS writes one or a few files from the same content (see `maker.py`) and describes
them for README.txt. To add a file, add a maker to the module of its kind: `page_files.py`,
`picture_files.py`, `table_files.py` or `text_files.py`.
"""

import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import geopandas as gpd

from geo.base import ControlError
from geo.table import require_columns
from layers.content import Summary, summarize
from layers.kit.credits import readme
from layers.kit.maker import Kit, Maker, write_text
from layers.kit.page_files import PAGES, translated_pages
from layers.kit.picture_files import PICTURES
from layers.kit.table_files import TABLES
from layers.kit.text_files import TEXTS, WORKSHEETS
from layers.language import ENGLISH
from layers.language import mark_message as _
from layers.output import replace_folder
from layers.pictures import default_settings, missing_glyphs

# In the order of README.txt.
MAKERS = (*PAGES, *PICTURES, *WORKSHEETS, *TABLES, *TEXTS)

_ENGLISH_ONLY = _(
    "All that people read is in the language asked for, but for credits.txt, embed.html and the "
    "tables, which are in English."
)


def write_kit(
    table: gpd.GeoDataFrame,
    path: Path,
    *,
    title: str | None = None,
    language: str = ENGLISH,
    also: Sequence[str] = (),
    source: str | None = None,
    url: str = "",
    progress: Callable[[list[Maker]], Iterable[Maker]] = iter,
) -> list[str]:
    """Write the files of MAKERS to a folder, completely or not at all.

    The same table, title and installed packages give the same bytes. Each repair of an invalid
    polygon is reported by a `RepairWarning`.

    Parameters
    ----------
    table
        Control table, as read.
    path
        Folder; an earlier kit there is replaced.
    title
        Title of pages and pictures; by default that of the table.
    language
        Language code of pages, pictures and texts.
    also
        Further languages of the pages, which are written as `map.ar.html`; `map.html?lang=ar`
        leads there.
    source
        File that the table was read from; its hash goes into credits.txt.
    url
        Address of the folder on the web, from `layers.page.folder_url`. Previews in social
        networks and publishing systems need it.
    progress
        Wrapper of the iteration over makers, for example a progress bar.

    Returns
    -------
    list[str]
        Names of the files.

    Raises
    ------
    CallError
        If `path` exists and is not a kit (see `replace_folder`), or a language has no catalogue.
    ControlError
        If the files cannot be written.
    """
    require_columns(table)
    with replace_folder(path) as folder, default_settings():
        others = tuple(code for code in dict.fromkeys(also) if code != language)
        summary = summarize(table, title=title, language=language)
        kit = Kit(summary, source, url, others, title)
        _warn_of_missing_glyphs(kit.summary)
        files: dict[str, str] = {}
        missing = [_ENGLISH_ONLY] if language != ENGLISH else []
        for maker in progress([*MAKERS, *translated_pages(kit)]):
            if reason := maker.why_missing(kit):
                missing.append(reason)
                continue
            run_maker(maker, kit, folder, path)
            files |= maker.files
        files["README.txt"] = _("This list.")
        text = readme(kit.summary, files, list(dict.fromkeys(missing)), kit.alt)
        write_text(folder / "README.txt", text)
    return list(files)


def run_maker(maker: Maker, kit: Kit, folder: Path, target: Path) -> None:
    """Write the files of a maker to `folder`; errors name `target`, where they will be.

    Raises
    ------
    ControlError
        If they cannot be written.
    """
    try:
        maker.write(kit, folder)
    except ControlError:
        raise
    except (OSError, RuntimeError) as error:
        # On a full disk GDAL raises errors of its own, FFmpeg those of the system.
        reason = getattr(error, "strerror", None) or str(error).replace(
            str(folder), str(target)
        )
        raise ControlError(
            f"{target}: {', '.join(maker.files)} cannot be written ({reason})"
        ) from error


def _warn_of_missing_glyphs(summary: Summary) -> None:
    texts = [summary.title, *(actor.name for actor in summary.named)]
    texts += [status.name for status in summary.statuses.values()]
    if glyphs := missing_glyphs(texts):
        warnings.warn(
            f"the font of the pictures has no {' '.join(glyphs[:10])}: pictures show boxes "
            "instead; the page and the tables are complete",
            stacklevel=3,
        )
