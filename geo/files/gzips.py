"""Gzip, unpacked as a stream, which ends where it unpacks to too much.

A gzip has no word on its size that could be believed, so what came out is set against what went in
while it goes on. The layout is that of RFC 1952; of several members in a row, all are read.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

from geo.base import ReadError
from geo.files.extraction import CHUNK, Room

_START = b"\x1f\x8b"
# What is given to zlib at a time: it hands back all that lies behind a member, each time anew.
_BITE = 2**14
_WINDOW = 16 + zlib.MAX_WBITS  # with the head and the checksum of a gzip
# Members smaller than this are worth a look at how many of them there are: programs that pack in
# blocks put some 64 kB into each, and one with nothing in it costs 20 bytes.
_SMALL = 1000


def gunzipped(path: Path, label: str, room: Room) -> Iterator[bytes]:
    """What is in a gzip, piece by piece, at most a megabyte in each.

    Raises
    ------
    ReadError
        If it unpacks to more than `room` allows, is cut off or has something else behind it.
    zlib.error
        If it is damaged.
    """
    written = members = 0
    unpacker = None
    with path.open("rb") as stream:
        while data := stream.read(_BITE):
            while data:
                if unpacker is None:
                    if members:
                        data = data.lstrip(b"\0")  # tapes are filled up with zeros
                        if not data:
                            break
                    if len(data) < len(_START):
                        data += stream.read(1)
                    if not data.startswith(_START):
                        raise ReadError(f"{label}: {_astray(members)}")
                    unpacker = zlib.decompressobj(_WINDOW)
                piece = unpacker.decompress(data, CHUNK)
                data = unpacker.unconsumed_tail or unpacker.unused_data
                written += len(piece)
                room.running(label, written, stream.tell() - len(data))
                if piece:
                    yield piece
                if unpacker.eof:
                    unpacker = None
                    members += 1
                    if members > room.limits.files and written < _SMALL * members:
                        raise room.limits.exceeded("files", label)
    if unpacker is not None or not members:
        raise ReadError(f"{label}: cut off before its end; get it anew")


def _astray(members: int) -> str:
    if not members:
        return "not gzip inside, though its name says so"
    return "something else follows behind the gzip in it; it may be spoilt, get it anew"
