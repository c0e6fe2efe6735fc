"""Archives byte by byte, with what no program would write into them."""

import io
import struct
import tarfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

GB = 10**9


@dataclass(frozen=True)
class Member:
    """One member of a zip; what is None is as the content has it.

    `packed` is what stands in the archive, `at` where the member is said to stand, `local` the
    name that stands before the content, `mode` that of Unix.
    """

    name: str | bytes
    content: bytes = b""
    packed: bytes | None = None
    size: int | None = None
    crc: int | None = None
    method: int = zlib.DEFLATED
    flags: int = 0
    mode: int = 0o100644
    at: int | None = None
    packed_size: int | None = None
    local: bytes | None = None


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _named(member: Member) -> tuple[bytes, int]:
    if isinstance(member.name, bytes):
        return member.name, member.flags
    return member.name.encode(), member.flags | 0x800


def zipped(
    members: Iterable[Member],
    *,
    before: bytes = b"",
    behind: bytes = b"",
    comment: bytes = b"",
    count: int | None = None,
    start: int | None = None,
    disk: int = 0,
    listed: int = 0,
) -> bytes:
    """A zip of these members.

    `start` is where its list of members is said to be; zeros extend the list to `listed` bytes.
    """
    body, entries = io.BytesIO(), []
    body.write(before)
    for one in members:
        name, flags = _named(one)
        packed = one.packed
        if packed is None:
            packed = deflated(one.content) if one.method == 8 else one.content
        size = len(one.content) if one.size is None else one.size
        crc = zlib.crc32(one.content) if one.crc is None else one.crc
        stored = len(packed) if one.packed_size is None else one.packed_size
        at = body.tell() if one.at is None else one.at
        extra, shown = b"", size
        if size >= 2**32 - 1:
            extra, shown = struct.pack("<HHQ", 1, 8, size), 2**32 - 1
        if one.at is None:
            local = name if one.local is None else one.local
            head = (20, flags, one.method, 0, 0x21, crc, stored, shown, len(local), 0)
            body.write(b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", *head) + local)
            body.write(packed)
        head = (0x031E, 20, flags, one.method, 0, 0x21, crc, stored, shown)
        rest = (len(name), len(extra), 0, 0, 0, one.mode << 16, at)
        entry = struct.pack("<HHHHHHLLLHHHHHLL", *head, *rest)
        entries.append(b"PK\x01\x02" + entry + name + extra)
    place, members_list = body.tell(), b"".join(entries).ljust(listed, b"\0")
    body.write(members_list)
    number = min(len(entries) if count is None else count, 2**16 - 1)
    place = place if start is None else start
    end = (disk, disk, number, number, len(members_list), place, len(comment))
    body.write(b"PK\x05\x06" + struct.pack("<HHHHLLH", *end) + comment + behind)
    return body.getvalue()


@cache
def zeros(number: int) -> bytes:
    """So many bytes of zero, a multiple of a megabyte, as deflate packs them.

    Blocks that ask for nothing before them, one as the other: quicker than packing.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(10**6)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (number // 10**6) + b"\x03\x00"


GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"


def gzipped_zeros(number: int, before: bytes = b"") -> bytes:
    """A gzip of `before` and zeros, without the right checksum."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    return GZIP_HEAD + first + zeros(number) + bytes(8)


def quoted(number: int, kernel: bytes, size: int) -> bytes:
    """A zip whose members each quote the head of the next one, and share the last one's bytes.

    After D. Fifield, "A better zip bomb" (WOOT 2019).
    """
    heads: list[bytes] = []
    told: list[tuple[int, int]] = []  # packed and unpacked size, from the last on
    packed, unpacked = len(kernel), size
    for place in reversed(range(number)):
        if heads:
            packed, unpacked = packed + 5 + len(heads[-1]), unpacked + len(heads[-1])
        name = b"%06d.geojson" % place
        values = (20, 0, 8, 0, 0x21, 0, packed, unpacked, len(name), 0)
        heads.append(b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", *values) + name)
        told.append((packed, unpacked))
    heads.reverse()
    told.reverse()
    body, members = io.BytesIO(), []
    for place, (head, (packed, unpacked)) in enumerate(zip(heads, told)):
        if place:  # a block that is stored and not the last one
            body.write(b"\0" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF))
        at = body.tell()
        body.write(head)
        members.append(
            Member(
                b"%06d.geojson" % place, size=unpacked, crc=0, at=at, packed_size=packed
            )
        )
    return zipped(members, before=body.getvalue() + kernel)


def entry(
    name: str | bytes = "2014.geojson",
    content: bytes = b"",
    kind: bytes = tarfile.REGTYPE,
    link: str = "",
    size: int | bytes | None = None,
) -> bytes:
    """The head of a member of a tar (POSIX ustar), with its content in whole blocks."""
    named = (name if isinstance(name, bytes) else name.encode())[:100]
    size = len(content) if size is None else size
    told = size if isinstance(size, bytes) else b"%011o\0" % size
    head = bytearray(512)
    head[: len(named)] = named
    head[100:124] = b"0000644\0" + b"0000000\0" + b"0000000\0"
    head[124:136] = told
    head[136:157] = b"00000000000\0" + b" " * 8 + kind
    head[157 : 157 + len(link)] = link.encode()
    head[257:265] = b"ustar\x0000"
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + content + bytes(-len(content) % 512)


def pax(**said: str) -> bytes:
    """A head of pax with these records (POSIX 1003.1-2001)."""
    return entry("pax", b"".join(record(*one) for one in said.items()), b"x")


def record(key: str, value: str) -> bytes:
    bare = f" {key}={value}\n".encode()
    length = len(bare) + 1
    while length != len(bare) + len(str(length)):
        length = len(bare) + len(str(length))
    return str(length).encode() + bare


def tarred(members: Sequence[bytes], end: bytes = bytes(1024)) -> bytes:
    return b"".join(members) + end
