"""Matplotlib's SVG made small, and fit to stand within a page.

A page's security policy forbids `style` attributes and elements that it does not list, and a
document may use each id only once. So styles become presentation attributes, ids that nothing
refers to go, and the others begin with a name of the caller's. Paths keep one decimal.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

_NAMESPACES = {
    "": "http://www.w3.org/2000/svg",
    "xlink": "http://www.w3.org/1999/xlink",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
# What matplotlib sets for all elements by a style sheet.
_INHERITED = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_STEP = re.compile(r"([MLz])(?: ([^\sMLz]+) (\S+))?")
_CURVES = re.compile("[CQ]")
_LEADING_ZERO = re.compile(r"(?<![\d.])0(?=\.)")
_NUMBER = re.compile(r"-?\d+\.\d+")
_HALO = "halo-"
_START = re.compile(r"M (\S+) (\S+)")
_DOTS_TILE = 24  # points: smaller ones leave seams
_DOT = 0.1  # radius of matplotlib's dots, of the gap between them

for _prefix, _uri in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _uri)


def halo_id(width: float, colour: str) -> str:
    """An id for text of which `compact` is to draw the outline below its letters."""
    return f"{_HALO}{width:g}-{colour}"


def compact(svg: str, key: str, *, metadata: bool = False) -> ElementTree.Element:
    """The root of `svg` as matplotlib writes it, without styles; ids begin with `key`."""
    root = ElementTree.fromstring(svg)
    if not metadata:
        _remove(root, f"{_SVG}metadata")
        _remove(root, f"{_SVG}title")
    for defs in root.findall(f"{_SVG}defs"):
        _remove(defs, f"{_SVG}style")
    for pattern in root.iter(f"{_SVG}pattern"):
        _shorten_dots(pattern)
    root.attrib.update(_INHERITED)
    root.set(
        "direction", "ltr"
    )  # or anchors of text turn round within a page in Arabic
    for element in root.iter():
        _shorten(element)
    _draw_halos(root)
    _rename_ids(root, key)
    _flatten(root)
    return root


def write(root: ElementTree.Element) -> str:
    return ElementTree.tostring(root, encoding="unicode")


def _shorten_dots(pattern: ElementTree.Element) -> None:
    """A small tile of circles in place of hundreds drawn as curves; other hatches stay."""
    path = pattern.find(f"{_SVG}path")
    if path is None or not _CURVES.search(path.get("d", "")):
        return
    starts = sorted({float(y) for _, y in _START.findall(path.get("d", ""))})
    gap = starts[1] - starts[0]  # from row to row, and from dot to dot
    rows = 2 * max(1, round(_DOTS_TILE / gap / 2))
    pattern.set("width", f"{rows * gap}")
    pattern.set("height", f"{rows * gap}")
    pattern.remove(path)
    group = ElementTree.SubElement(pattern, f"{_SVG}g", style=path.get("style", ""))
    for row in range(rows + 1):
        for column in range(rows + 1):
            ElementTree.SubElement(
                group,
                f"{_SVG}circle",
                cx=f"{(column + row % 2 / 2) * gap}",
                cy=f"{row * gap}",
                r=f"{_DOT * gap}",
            )


def _remove(parent: ElementTree.Element, tag: str) -> None:
    for child in parent.findall(tag):
        parent.remove(child)


def _shorten(element: ElementTree.Element) -> None:
    """Style as attributes, numbers in few digits, no white space between elements."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if value:
            element.set(name.strip(), value.strip())
    for name, value in element.attrib.items():
        if name == "d":
            element.set(name, _short_path(value))
        elif name not in ("id", _HREF):
            element.set(name, _NUMBER.sub(_round, value))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    if element.tag != f"{_SVG}text" and not (element.text or "").strip():
        element.text = None
    element.tail = None


def _round(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 3):g}"


def _short_path(path: str) -> str:
    """A path with its lines relative to the point before, in tenths."""
    if _CURVES.search(path):
        return " ".join(_NUMBER.sub(_round, path).split())
    parts: list[str] = []
    at = start = (0, 0)
    lining = False  # within a run of lines, which needs its letter only once
    for command, x, y in _STEP.findall(path):
        if command in "zZ":
            parts.append("z")
            at, lining = start, False
            continue
        point = round(float(x) * 10), round(float(y) * 10)
        if command == "M":
            parts += ["M", *_tenths(*point)]
            start, lining = point, False
        elif point != at or not lining:
            steps = _tenths(point[0] - at[0], point[1] - at[1])
            parts += [" " if lining else "l", *steps]
            lining = True
        at = point
    return "".join(parts).replace(" -", "-")


def _tenths(x: int, y: int) -> tuple[str, str, str]:
    return (
        _LEADING_ZERO.sub("", f"{x / 10:g}"),
        " ",
        _LEADING_ZERO.sub("", f"{y / 10:g}"),
    )


def _draw_halos(root: ElementTree.Element) -> None:
    for group in root.iter(f"{_SVG}g"):
        name = group.get("id", "")
        text = group.find(f"{_SVG}text")
        if name.startswith(_HALO) and text is not None:
            _, width, colour = name.split("-")
            text.attrib.update(
                {"stroke": colour, "stroke-width": width, "paint-order": "stroke"}
            )


def _rename_ids(root: ElementTree.Element, key: str) -> None:
    used = dict.fromkeys(_references(root))
    names = {name: f"{key}-{place}" for place, name in enumerate(used)}
    for element in root.iter():
        if "id" in element.attrib:
            name = element.attrib.pop("id")
            if name in names:
                element.set("id", names[name])
        for attribute, value in element.attrib.items():
            if attribute == _HREF:
                element.set(attribute, f"#{names[value[1:]]}")
            elif "url(#" in value:
                element.set(
                    attribute,
                    _REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value),
                )


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute == _HREF:
                yield value[1:]
            else:
                yield from _REFERENCE.findall(value)


def _flatten(parent: ElementTree.Element) -> None:
    """Put what groups without attributes hold in their place."""
    children: list[ElementTree.Element] = []
    for child in parent:
        _flatten(child)
        bare = child.tag == f"{_SVG}g" and not child.attrib
        children.extend(child if bare else [child])
    parent[:] = children
