"""SOURCE itself: addresses, devices, names that mean something else, and files that never end."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from hostile.case import Case, Kind, Make, file, no_file
from hostile.listener import address
from hostile.texts import WHOLE

NOT_THERE = "no such file or folder"
TOWNS = "place,lat,lon,held_from,held_to\nA,35,40,2014-01-01,\nB,36,41,,\n"


def asked(form: str) -> Make:
    """A SOURCE with the address that the tests listen to in it."""
    return lambda folder: form.format(address())


def special(make: Callable[[Path], object], name: str = "2014.geojson") -> Make:
    """Something that is no file, at the name of one."""

    def made(folder: Path) -> str:
        make(folder / name)
        return name

    return made


def listening(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket may have a hundred letters
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def folder_of(name: str, make: Callable[[Path], object]) -> Make:
    """A folder with a map in it, and beside the map what `make` makes of a name."""

    def made(folder: Path) -> str:
        inside = folder / "daily"
        inside.mkdir()
        (inside / "2014.geojson").write_text(WHOLE)
        make(inside / name)
        return "daily"

    return made


def locked(path: Path) -> None:
    path.write_text(WHOLE)
    path.chmod(0)


KINDS = [
    Kind(
        "A source that is an address, also in the syntax of other programs",
        "refused without a request; exit code 2",
        [
            Case(name, asked(form), f"{NOT_THERE}|no file matches", code=2)
            for name, form in {
                "an address": "http://{}/2014.geojson",
                "an address with a glob": "http://{}/*.geojson",
                "a file of GDAL on the network": "/vsicurl/http://{}/2014.geojson",
                "a file of GDAL in a zip on the network": "/vsizip//vsicurl/http://{}/2014.zip",
                "a file of GDAL in the cloud": "/vsis3/bucket/2014.geojson",
                "a file of GDAL in memory": "/vsimem/2014.geojson",
                "what GDAL reads from the one before": "/vsistdin/",
                "a database": "PG:host={} dbname=front",
                "a service of maps": "WFS:http://{}/wfs",
                "a document of GDAL": "<VRTDataset/>",
                "a map as the name": '{{"type": "FeatureCollection", "features": []}}',
                "a file by its address": "file:///etc/passwd",
                "a share of another machine": r"\\{}\share\2014.geojson",
            }.items()
        ],
    ),
    Kind(
        "A source that is not a file",
        "refused; exit code 2",
        [
            Case("standard input", no_file("-"), NOT_THERE, code=2),
            Case("nothing", no_file(""), "the name of the source is empty", code=2),
            Case(
                "the home of nobody", no_file("~nobody-has-this/a"), NOT_THERE, code=2
            ),
            Case(
                "a folder of a file",
                no_file("/etc/passwd/a"),
                NOT_THERE,
                code=2,
            ),
            Case(
                "a frame that never ends",
                file("towns.csv", TOWNS),
                "/dev/zero: neither a file nor a folder",
                options=("--frame", "/dev/zero"),
                code=2,
            ),
            Case(
                "a frame with a name of 5,000 letters",
                file("towns.csv", TOWNS),
                "aaa…: cannot be opened",
                options=("--frame", "a" * 5000),
                code=2,
            ),
            Case(
                "a name of 5,000 letters",
                no_file("a" * 5000),
                "a…: cannot be opened",
                code=2,
            ),
            Case(
                "a path of 5,000 folders",
                no_file("a/" * 5000 + "b"),
                "…: cannot be opened",
                code=2,
            ),
            Case(
                "a name with an end of line", no_file("a\nb.geojson"), NOT_THERE, code=2
            ),
            Case(
                "a name that clears the screen",
                no_file("\x1b[2J.geojson"),
                "␛.2J.geojson: no file matches",
                code=2,
            ),
            Case(
                "a glob that nothing matches",
                no_file("*.geojson"),
                "no file matches",
                code=2,
            ),
            Case(
                "a glob that is none", no_file("[.geojson"), "no (such )?file", code=2
            ),
            Case(
                "zeros without end",
                no_file("/dev/zero"),
                "neither a file nor a folder",
                code=2,
            ),
            Case(
                "noise without end",
                no_file("/dev/urandom"),
                "neither a file nor a folder",
                code=2,
            ),
            Case(
                "a link to zeros without end",
                special(lambda path: path.symlink_to("/dev/zero")),
                "2014.geojson: neither a file nor a folder",
                code=2,
            ),
            Case(
                "a pipe that nobody writes to",
                special(os.mkfifo),
                "2014.geojson: neither a file nor a folder",
                code=2,
            ),
            Case(
                "a socket",
                special(listening),
                "2014.geojson: neither a file nor a folder",
                code=2,
            ),
            Case(
                "a link to itself",
                special(lambda path: path.symlink_to(path.name)),
                "2014.geojson: cannot be opened",
                code=2,
            ),
            Case(
                "a link to nothing",
                special(lambda path: path.symlink_to("gone.geojson")),
                NOT_THERE,
                code=2,
            ),
            Case(
                "a list of places that is a pipe",
                special(os.mkfifo, "towns.csv"),
                "towns.csv: neither a file nor a folder",
                code=2,
            ),
        ],
    ),
    Kind(
        "A source without readable files",
        "refused",
        [
            Case(
                "a folder without files",
                special(Path.mkdir, "daily"),
                "daily: no file in it",
            ),
            Case(
                "a file of GDAL that names others",
                special(
                    lambda path: path.write_text(
                        '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>'
                        f"/vsicurl/http://{address()}/a.shp</SrcDataSource></OGRVRTLayer>"
                        "</OGRVRTDataSource>"
                    ),
                    "2014.vrt",
                ),
                "2014.vrt: not a format that can be read",
            ),
            Case(
                "a program",
                special(
                    lambda path: path.write_text("#!/bin/sh\nrm -rf /\n"), "2014.sh"
                ),
                "2014.sh: not a format that can be read",
            ),
            Case(
                "a file that is not there, by the end of the name of an archive",
                special(lambda path: path.write_bytes(b""), "2014.zip"),
                "2014.zip: ",
            ),
        ],
    ),
    Kind(
        "Folders with links, pipes and other special files",
        "read, without the special files",
        [
            Case(
                name,
                folder_of(called, make),
                r"dates from the file name",
                code=0,
            )
            for name, called, make in (
                (
                    "a link to the folder itself",
                    "2015",
                    lambda path: path.symlink_to("."),
                ),
                (
                    "a link to the folder above",
                    "2015",
                    lambda path: path.symlink_to(".."),
                ),
                (
                    "a link to nothing",
                    "2015.geojson",
                    lambda path: path.symlink_to("gone"),
                ),
                (
                    "a link to itself",
                    "2015.geojson",
                    lambda path: path.symlink_to("2015.geojson"),
                ),
                (
                    "a link to zeros",
                    "2015.geojson",
                    lambda path: path.symlink_to("/dev/zero"),
                ),
                ("a pipe", "2015.geojson", os.mkfifo),
                ("a socket", "2015.geojson", listening),
            )
        ],
    ),
]
if sys.platform == "win32":  # has no pipes, sockets and devices among its files
    KINDS = KINDS[:1]
