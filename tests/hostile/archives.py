"""Archives: bombs, names that lead elsewhere, links, and what is damaged, locked or doubled."""

import bz2
import gzip
import os
import zlib
from collections.abc import Callable
from pathlib import Path

from hostile.case import Case, Kind, Make, file
from hostile.packing import (
    GB,
    Member,
    deflated,
    entry,
    gzipped_zeros,
    pax,
    quoted,
    tarred,
    zeros,
    zipped,
)
from hostile.texts import document, feature

DAY = document(feature(actor="red")).encode()
FIRST, SECOND = "2014-06-09.geojson", "2014-06-10.geojson"
SERIES = [Member(FIRST, DAY), Member(SECOND, DAY)]
LOCAL = b"PK\x03\x04"


def zeroed(name: str, number: int, **told: int) -> Member:
    return Member(name, packed=zeros(number), size=number, crc=0, **told)


def nested(levels: int, wide: int, content: Callable[[], bytes]) -> bytes:
    """Zips in zips, `wide` of the same in each, with `content` as the innermost one."""
    found = content()
    for level in range(levels):
        packed, crc = deflated(found), zlib.crc32(found)
        found = zipped(
            Member(f"{level}-{n}.zip", b"", packed, len(found), crc)
            for n in range(wide)
        )
    return found


def in_gzip(content: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: gzip.compress(content(), 6)


def number(value: int) -> bytes:
    """A number in a head of tar, as GNU writes what does not fit into its digits."""
    return (
        (value % 256**12).to_bytes(12, "big")
        if value < 0
        else (b"\x80" + value.to_bytes(11, "big"))
    )


def folder(make: Callable[[Path], None], source: str = "days") -> Make:
    """Makes a folder `days` with one map in it, and what `make` adds."""

    def made(place: Path) -> str:
        days = place / "days"
        days.mkdir()
        (days / FIRST).write_bytes(DAY)
        make(days)
        return source

    return made


def _circles(days: Path) -> None:
    for name in ("a", "b", "c"):
        (days / name).symlink_to(".")


BOMBS = [
    Case(
        "a zip of 10 GB of zeros",
        file("front.zip", lambda: zipped([zeroed(FIRST, 10 * GB)])),
        r"front.zip: unpacks to 10 GB, 1,0\d\d times its size; at most 200 times are unpacked; "
        "pass --limit ratio=2000 if you trust it",
    ),
    Case(
        "a zip of 1,000 files of 10 MB of zeros",
        file(
            "front.zip",
            lambda: zipped([zeroed(f"{n}.geojson", 10**7) for n in range(1000)]),
        ),
        "front.zip: unpacks to 10 GB, .* times its size",
    ),
    Case(
        "zips in zips, five deep and sixteen wide, with 4 GB in each",
        file("42.zip", lambda: nested(4, 16, lambda: zipped([zeroed(FIRST, 4 * GB)]))),
        "42.zip.*: unpacks to .* times its size",
    ),
    Case(
        "zips in zips, each with sixteen small ones, a million in all",
        file("42.zip", lambda: nested(5, 16, lambda: zipped([]))),
        "42.zip.*(times its size|archives within each other)",
    ),
    Case(
        "six zips within each other",
        file("a.zip", lambda: nested(5, 1, lambda: zipped(SERIES))),
        "a.zip/.*: 6 archives within each other; at most 5 are opened; pass --limit archives=10",
    ),
    Case(
        "zips within each other a hundred deep",
        file("a.zip", lambda: nested(100, 1, lambda: zipped(SERIES))),
        "6 archives within each other",
    ),
    Case(
        "a thousand members that are the same bytes",
        file(
            "front.zip",
            lambda: zipped(
                [zeroed(FIRST, 10**8)]
                + [
                    Member(
                        f"{n}.geojson", at=0, size=10**8, packed_size=len(zeros(10**8))
                    )
                    for n in range(1000)
                ]
            ),
        ),
        "front.zip: unpacks to 100 GB; at most 20 GB are unpacked",
    ),
    Case(
        "members that quote each other's heads",
        file("front.zip", lambda: quoted(2000, zeros(10**8), 10**8)),
        "front.zip: unpacks to 200 GB; at most 20 GB are unpacked",
    ),
    Case(
        "a member that lies in the list of members",
        file(
            "front.zip",
            lambda: zipped([Member(FIRST, DAY), Member(SECOND, b"", packed_size=99)]),
        ),
        "the file is empty|not readable as a zip archive",
    ),
    Case(
        "a member that says 40 bytes and has 10 GB",
        file(
            "front.zip",
            lambda: zipped([Member(FIRST, packed=zeros(10 * GB), size=40, crc=0)]),
        ),
        "front.zip: not readable as a zip archive",
    ),
    Case(
        "a member that says 40 MB and has 5 bytes",
        file("front.zip", zipped([Member(FIRST, b"12345", size=4 * 10**7)])),
        r"is damaged \(5 bytes, not 40,000,000\)",
    ),
    Case(
        "a member that says it has an exabyte",
        file("front.zip", zipped([Member(FIRST, DAY, size=10**18)])),
        "front.zip: unpacks to 1 EB; at most 20 GB are unpacked; pass --limit unpacked=",
    ),
    Case(
        "a member that says it has more than there are numbers for",
        file("front.zip", zipped([Member(FIRST, DAY, size=2**64 - 1)])),
        "front.zip: unpacks to 18.4 EB; at most",
    ),
    Case(
        "60 MB of zeros in bzip2 that says it is small",
        file(
            "front.zip",
            lambda: zipped(
                [
                    Member(
                        FIRST, packed=bz2.compress(bytes(6 * 10**7)), size=40, method=12
                    )
                ]
            ),
        ),
        "front.zip: not readable as a zip archive",
    ),
    Case(
        "a KMZ of 10 GB",
        file("2014.kmz", lambda: zipped([zeroed("doc.kml", 10 * GB)])),
        r"2014.kmz: unpacks to 10 GB, 1,0\d\d times its size",
    ),
    Case(
        "100,001 members",
        file(
            "front.zip",
            lambda: zipped([Member(f"{n}", method=0) for n in range(100_001)]),
        ),
        "front.zip: more than 100,000 files in it; at most 100,000 are unpacked; pass --limit "
        "files=200000",
    ),
    Case(
        "3,000 members, and one is told",
        file(
            "front.zip",
            lambda: zipped([Member("a", at=0) for _ in range(3000)], count=1),
        ),
        "front.zip: more than 2,000 files in it; at most 2,000 are unpacked; pass --limit "
        "files=5000",
        options=("--limit", "files=2000"),
    ),
    Case(
        "a list of members of 60 MB",
        file("front.zip", lambda: zipped([Member(FIRST, DAY)], listed=6 * 10**7)),
        "front.zip: more than 100,000 files in it",
    ),
    Case(
        "a gzip of 10 GB of zeros",
        file("2014.geojson.gz", lambda: gzipped_zeros(10 * GB)),
        r"2014.geojson.gz: unpacks to more than [\d.]+ MB, [\d,]+ times its size; at most 200",
    ),
    Case(
        "a gzip of a gzip of 10 GB of zeros",
        file("2014.geojson.gz.gz", in_gzip(lambda: gzipped_zeros(10 * GB))),
        "2014.geojson.gz.*: unpacks to more than .* times its size",
    ),
    Case(
        "a tar in gzip of 10 GB of zeros",
        file(
            "days.tar.gz",
            lambda: gzipped_zeros(10 * GB, entry(FIRST, size=8 * GB)),
        ),
        "days.tar.gz: unpacks to .* GB, .* times its size",
    ),
    Case(
        "a tar in gzip that says little and goes on",
        file("days.tgz", lambda: gzipped_zeros(10 * GB, entry(FIRST, DAY))),
        "days.tgz: unpacks to more than .* times its size",
    ),
    Case(
        "a tar in gzip in a zip",
        file(
            "days.zip",
            lambda: zipped(
                [Member("days.tgz", gzipped_zeros(10 * GB, entry(FIRST, size=7 * GB)))]
            ),
        ),
        "days.zip/days.tgz: unpacks to .* times its size",
    ),
    Case(
        "a gzip of 200,000 empty ones",
        file("2014.geojson.gz", lambda: gzip.compress(b"", mtime=0) * 200_000),
        "2014.geojson.gz: ",
    ),
    Case(
        "a tar with 100,001 empty files",
        file("days.tar", lambda: tarred([entry("a")] * 100_001)),
        "days.tar: (more than 100,000 files in it|two files are named a)",
    ),
    Case(
        "a tar with 2,001 folders",
        file("days.tar", lambda: tarred([entry("a", kind=b"5")] * 2001)),
        "days.tar: more than 2,000 files in it",
        options=("--limit", "files=2000"),
    ),
    Case(
        "a tar in which a file says that it has an exabyte",
        file("days.tar", tarred([entry(FIRST, size=number(10**18))])),
        "days.tar: unpacks to 1 EB; at most 20 GB are unpacked",
    ),
    Case(
        "a tar in which a file says that it has -512 bytes",
        file("days.tar", tarred([entry(FIRST, size=number(-512))])),
        "days.tar: not readable as a tar archive",
    ),
    Case(
        "a sparse file of 10 TB in a tar",
        file(
            "days.tar",
            tarred(
                [
                    pax(
                        **{
                            "GNU.sparse.major": "0",
                            "GNU.sparse.minor": "1",
                            "GNU.sparse.name": FIRST,
                            "GNU.sparse.size": str(10**13),
                            "GNU.sparse.map": "0,512",
                        }
                    ),
                    entry(FIRST, bytes(512)),
                ]
            ),
        ),
        "days.tar: unpacks to 10 TB; at most 20 GB are unpacked",
    ),
    Case(
        "a sparse file whose parts lie before it",
        file(
            "days.tar",
            tarred(
                [
                    pax(
                        **{
                            "GNU.sparse.major": "0",
                            "GNU.sparse.minor": "1",
                            "GNU.sparse.name": FIRST,
                            "GNU.sparse.size": "5000",
                            "GNU.sparse.map": "4000,512,-4000,512",
                        }
                    ),
                    entry(FIRST, bytes(512)),
                ]
            ),
        ),
        "days.tar.*(not readable|cut off|JSON)",
    ),
    Case(
        "a head of a tar of 2 GB",
        file(
            "days.tgz",
            lambda: gzipped_zeros(2 * GB, entry("p", size=2 * GB, kind=b"x")),
        ),
        "days.tgz: not readable as a gzip archive .a header is too long",
    ),
    Case(
        "a name of 5 GB in a tar",
        file("days.tar", tarred([entry("p", size=5 * GB, kind=b"L")])),
        "days.tar: not readable as a tar archive .a header is too long",
    ),
    Case(
        "3,000 heads of a tar, each of the next one",
        file("days.tar", tarred([entry("p", b"x", b"L")] * 3000 + [entry(FIRST, DAY)])),
        "days.tar: not readable as a tar archive .nested extended headers",
    ),
    Case(
        "a record of pax that says it is longer than it is",
        file(
            "days.tar: no file in it can be read .1 name with control characters",
            tarred([entry("p", b"99999999 path=x\n", b"x"), entry(FIRST, DAY)]),
        ),
        "days.tar: no file in it can be read .1 name with control characters",
    ),
]

NAMES = [
    Case(
        "names that climb out",
        file("days.zip", zipped([*SERIES, Member("../../evil.geojson", DAY)])),
        r"days.zip: 1 name outside of the archive not read \(../../evil.geojson\)",
        code=0,
    ),
    Case(
        "only names that climb out",
        file("days.zip", zipped([Member("../2014.geojson", DAY)])),
        "days.zip: no file in it can be read .1 name outside of the archive not read",
    ),
    *(
        Case(
            f"a name {what}",
            file("days.zip", zipped([*SERIES, Member(name, DAY)])),
            "days.zip: 1 name .* not read",
            code=0,
        )
        for what, name in {
            "that begins at the root": "/tmp/2014-06-11.geojson",
            "that climbs out from inside": "a/../../2014-06-11.geojson",
            "that climbs out in the Windows way": "..\\..\\2014-06-11.geojson",
            "with a drive": "C:\\2014-06-11.geojson",
            "with a drive and no folder": "C:2014-06-11.geojson",
            "of a share on the network": "\\\\server\\share\\2014-06-11.geojson",
            "with NUL in it": b"2014-06-11.geojson\0.txt",
            "with a line feed": "2014-06-11\nAll is well.geojson",
            "with an escape sequence": "2014-06-11\x1b[2J.geojson",
            "of 300 letters": "2014-06-11" + "a" * 290 + ".geojson",
            "with 400 folders": "a/" * 400 + "2014-06-11.geojson",
            "with 100 folders": "ab/" * 100 + "2014-06-11.geojson",
        }.items()
    ),
    Case(
        "two files of one name in a zip",
        file("days.zip", zipped([*SERIES, Member(FIRST, DAY)])),
        f"days.zip: two files are named {FIRST}; keep one of them",
    ),
    Case(
        "two files of one name in a tar",
        file("days.tar", tarred([entry(FIRST, DAY), entry(f"./{FIRST}", DAY)])),
        f"days.tar: two files are named {FIRST}; keep one of them",
    ),
    Case(
        "two documents of one name in a KMZ",
        file(
            "2014.kmz",
            zipped([Member("doc.kml", b"<kml/>"), Member("doc.kml", b"<k/>")]),
        ),
        "2014.kmz: two files are named doc.kml; keep one of them",
    ),
    Case(
        "names that differ in capitals",
        file("days.zip", zipped([*SERIES, Member(FIRST.upper(), DAY)])),
        "days.zip: names that differ only in case .2014-06-09.GEOJSON, 2014-06-09.geojson.",
    ),
    Case(
        "names that differ in how an accent is written",
        file(
            "days.zip",
            zipped([Member("é2014.geojson", DAY), Member("e\u03012014.geojson", DAY)]),
        ),
        "days.zip: names that differ only in .*; keep one of them",
    ),
    Case(
        "a file and a folder of one name",
        file("days.zip", zipped([Member("a", b""), Member(f"a/{FIRST}", DAY)])),
        "days.zip: a file and a folder have the same name ",
    ),
    Case(
        "a folder and a file of one name",
        file("days.tar", tarred([entry(f"a.zip/{FIRST}", DAY), entry("a.zip", DAY)])),
        "days.tar: a file and a folder have the same name .a.zip",
    ),
    Case(
        "a name that is not UTF-8",
        file("days.tar", tarred([entry(b"2014-06-09 r\xe9gion.geojson", DAY)])),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "a name that is not UTF-8 and says it is",
        file("days.zip", zipped([Member(b"2014 r\xe9gion.geojson", DAY, flags=0x800)])),
        "days.zip: not readable as a zip archive",
    ),
    Case(
        "a name that is none",
        file("days.tar", tarred([entry("", DAY), entry("./", DAY), entry(FIRST, DAY)])),
        "1 file, 1 row",
        code=0,
    ),
]

LINKS = [
    Case(
        "a link to a file of the system",
        file(
            "days.tar",
            tarred([entry(FIRST, DAY), entry(SECOND, b"", b"2", "/etc/passwd")]),
        ),
        r"days.tar: 1 link not followed \(2014-06-10.geojson\)",
        code=0,
    ),
    Case(
        "nothing but a link",
        file("days.tar", tarred([entry(FIRST, b"", b"2", "/etc/passwd")])),
        "days.tar: no file in it can be read .1 link not followed",
    ),
    Case(
        "a link to a folder, and a file behind it",
        file(
            "days.tar",
            tarred([entry("out", b"", b"2", "/tmp"), entry(f"out/{FIRST}", DAY)]),
        ),
        "days.tar: 1 link not followed",
        code=0,
    ),
    Case(
        "a hard link to a file of the system",
        file(
            "days.tar",
            tarred([entry(FIRST, DAY), entry(SECOND, b"", b"1", "/etc/passwd")]),
        ),
        "days.tar: 1 link not followed",
        code=0,
    ),
    Case(
        "hard links in a circle",
        file(
            "days.tar",
            tarred([entry(FIRST, b"", b"1", SECOND), entry(SECOND, b"", b"1", FIRST)]),
        ),
        "days.tar: no file in it can be read .2 links not followed",
    ),
    Case(
        "5,000 hard links to 10 MB",
        file(
            "days.tar",
            lambda: tarred(
                [entry("a.txt", bytes(10**7))]
                + [entry(f"{n}.txt", b"", b"1", "a.txt") for n in range(5000)]
            ),
        ),
        "days.tar: unpacks to .*(times its size|GB)",
    ),
    Case(
        "a link in a zip",
        file(
            "days.zip",
            zipped([*SERIES, Member("2015.geojson", b"/etc/passwd", mode=0o120777)]),
        ),
        r"days.zip: 1 link not followed \(2015.geojson\)",
        code=0,
    ),
    Case(
        "a device in a zip",
        file("days.zip", zipped([*SERIES, Member("2015.geojson", b"", mode=0o020666)])),
        r"days.zip: 1 device not read",
        code=0,
    ),
    *(
        Case(
            f"a {what} in a tar",
            file("days.tar", tarred([entry(FIRST, DAY), entry(SECOND, b"", kind)])),
            f"days.tar: 1 {told} .*not read",
            code=0,
        )
        for what, kind, told in (
            ("device of letters", b"3", "device"),
            ("device of blocks", b"4", "device"),
            ("pipe", b"6", "device"),
            ("member of no known kind", b"Z", "member"),
        )
    ),
    Case(
        "a folder with links in circles",
        folder(_circles),
        r"days: 3 links to a folder not followed \(a, b, c\)",
        code=0,
    ),
    Case(
        "a pattern over a folder with links in circles",
        folder(_circles, "days/**/*.geojson"),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "a folder with a link to itself and one to nothing",
        folder(
            lambda days: [
                (days / "2015.geojson").symlink_to("2015.geojson"),
                (days / "2016.geojson").symlink_to("nowhere"),
            ]
        ),
        "days: 2 links to nothing not followed",
        code=0,
    ),
    Case(
        "a folder with a pipe that nobody writes to",
        folder(lambda days: os.mkfifo(days / "2015.geojson")),
        "days: 1 device not read",
        code=0,
    ),
]

SPOILT = [
    *(
        Case(
            f"{share} percent of a zip",
            file("days.zip", zipped(SERIES)[: len(zipped(SERIES)) * share // 100]),
            "days.zip: not readable as a zip archive",
        )
        for share in (1, 50, 90)
    ),
    *(
        Case(
            f"{share} percent of a tar in gzip",
            file(
                "days.tgz",
                lambda share=share: gzip.compress(
                    tarred([entry(FIRST, DAY), entry(SECOND, DAY)])
                )[: 2 * share],
            ),
            "days.tgz: (cut off before its end; download it again|not readable as a gzip)",
        )
        for share in (1, 50, 90)
    ),
    Case(
        "a tar cut off between two files",
        file("days.tar", tarred([entry(FIRST, DAY)], end=b"")),
        "days.tar: not readable as a tar archive .no end of the archive",
    ),
    Case(
        "a tar cut off in a file",
        file("days.tar", tarred([entry(FIRST, DAY)])[:600]),
        "days.tar: not readable as a tar archive",
    ),
    Case(
        "a tar with a wrong checksum",
        file("days.tar", tarred([entry(FIRST, DAY).replace(b"2014", b"2015", 1)])),
        "days.tar: not readable as a tar archive",
    ),
    Case(
        "two tars in one file",
        file("days.tar", tarred([entry(FIRST, DAY)]) + tarred([entry(SECOND, DAY)])),
        r"days.tar: [\d,]+ bytes behind the archive not read",
        code=0,
    ),
    Case(
        "two zips in one file",
        file("days.zip", zipped([Member(FIRST, DAY)]) + zipped([Member(SECOND, DAY)])),
        r"days.zip: \d+ bytes before the archive not read",
        code=0,
    ),
    Case(
        "a zip behind a program",
        file("days.zip", zipped(SERIES, before=b"MZ" + bytes(998))),
        "days.zip: 1,000 bytes before the archive not read",
        code=0,
    ),
    Case(
        "a zip with something behind it",
        file("days.zip", zipped(SERIES, behind=b"<script>" * 100)),
        "days.zip: 800 bytes behind the archive not read",
        code=0,
    ),
    Case(
        "a zip whose comment holds the end of another",
        file("days.zip", zipped(SERIES, comment=b"PK\x05\x06" + bytes(18))),
        "days.zip",
    ),
    Case(
        "a zip whose list of members lies elsewhere",
        file("days.zip", zipped(SERIES, start=10**9)),
        "days.zip: not readable as a zip archive",
    ),
    Case(
        "a member that lies beyond the end",
        file("days.zip", zipped([Member(FIRST, at=10**6, packed_size=9)])),
        "days.zip: not readable as a zip archive",
    ),
    Case(
        "a zip on five disks",
        file("days.zip", zipped(SERIES, disk=5)),
        "2 files, 2 rows",
        code=0,
    ),
    Case(
        "a member with another name before it than in the list",
        file("days.zip", zipped([Member(FIRST, DAY, local=b"2015.geojson")])),
        "days.zip: not readable as a zip archive",
    ),
    Case(
        "a wrong checksum in a zip",
        file("days.zip", zipped([Member(FIRST, DAY, crc=7)])),
        "days.zip: not readable as a zip archive",
    ),
    Case(
        "a locked member",
        file("days.zip", zipped([Member(FIRST, DAY, flags=1)])),
        f"days.zip: {FIRST} in it is encrypted; unpack it and pass the folder as SOURCE",
    ),
    *(
        Case(
            f"a member packed by {name}",
            file("days.zip", zipped([Member(FIRST, b"abc", method=method)])),
            rf"days.zip: {FIRST} in it is packed by an unsupported method \({name}\)",
        )
        for method, name in {
            9: "Deflate64",
            14: "LZMA",
            93: "Zstandard",
            99: "AES",
            77: "77",
        }.items()
    ),
    Case("an empty zip", file("days.zip", b""), "days.zip: not readable as a zip"),
    Case(
        "a zip of nothing",
        file("days.zip", zipped([])),
        "days.zip: no file in it can be read",
    ),
    Case(
        "a zip in name only", file("days.zip", DAY), "days.zip: not readable as a zip"
    ),
    Case(
        "a tar in name only", file("days.tar", DAY), "days.tar: not readable as a tar"
    ),
    Case(
        "a gzip in name only",
        file("2014.geojson.gz", DAY),
        "2014.geojson.gz: not a gzip archive; correct the ending of its name",
    ),
    Case(
        "a gzip named as a tar",
        file("days.tar", lambda: gzip.compress(tarred([entry(FIRST, DAY)]))),
        "days.tar: not readable as a tar",
    ),
    Case(
        "an empty gzip",
        file("2014.geojson.gz", b""),
        "cut off before its end; download it again",
    ),
    Case(
        "an empty tar", file("days.tar", b""), "days.tar: not readable as a tar archive"
    ),
    Case(
        "a gzip with a wrong checksum",
        file("2014.geojson.gz", lambda: gzip.compress(DAY)[:-8] + bytes(8)),
        "2014.geojson.gz: not readable as a gzip archive",
    ),
    Case(
        "a gzip with something behind it",
        file("2014.geojson.gz", lambda: gzip.compress(DAY) + b"\0\0trailer"),
        "2014.geojson.gz: not readable as a gzip archive .damaged, or something else follows it",
    ),
    Case(
        "a KMZ cut off",
        file("2014.kmz", lambda: zipped([Member("doc.kml", b"<kml/>")])[:-9]),
        "2014.kmz: not readable as KMZ; the file may be cut off",
    ),
    Case(
        "a KMZ with nothing in it",
        file("2014.kmz", zipped([])),
        "2014.kmz: no .kml file in this KMZ",
    ),
    Case(
        "a KMZ with a locked document",
        file("2014.kmz", zipped([Member("doc.kml", b"<kml/>", flags=1)])),
        "2014.kmz: doc.kml in it is encrypted",
    ),
]

KINDS = [
    Kind(
        "archives that unpack to more than a disk holds",
        "refused before unpacking, or at the limit while unpacking",
        BOMBS,
    ),
    Kind(
        "names in archives that point outside or repeat",
        "names outside are left out and reported; repeated names are refused",
        NAMES,
    ),
    Kind(
        "links and devices, in archives and folders",
        "left out and reported, except hard links to an earlier file",
        LINKS,
    ),
    Kind(
        "archives that are damaged, encrypted or concatenated",
        "refused; bytes before or after an archive are left out and reported",
        SPOILT,
    ),
]
