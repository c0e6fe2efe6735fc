"""Numbers and texts in Thrift's compact protocol, in which Parquet files describe themselves.

Source: Apache Thrift, "Thrift Compact protocol encoding"
(thrift/doc/specs/thrift-compact-protocol.md).
"""

from typing import Any

# Structures within each other: those of Parquet have seven.
_DEEPEST = 16
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY = 1, 2, 3, 4, 5, 6, 7, 8
_LIST, _SET, _MAP, _STRUCT = 9, 10, 11, 12

Struct = dict[int, Any]


class ThriftError(ValueError):
    """Bytes that are no such structure."""


def struct(data: bytes, start: int = 0) -> tuple[Struct, int]:
    """The structure that begins at byte `start`, its values by field number, and where it ends.

    Numbers, truth values, bytes, and lists and structures of these; doubles and maps are passed
    over.

    Raises
    ------
    ThriftError
        If it does not end in `data`, or goes deeper than any of Parquet.
    """
    try:
        return _Reader(data).struct(start, 0)
    except IndexError as error:
        raise ThriftError("it is cut off") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def struct(self, at: int, depth: int) -> tuple[Struct, int]:
        if depth > _DEEPEST:
            raise ThriftError(f"more than {_DEEPEST} structures within each other")
        found: Struct = {}
        field = 0
        while head := self.data[at]:
            at += 1
            kind = head & 15
            if head >> 4:
                field += head >> 4
            else:
                field, at = self.integer(at)
            if kind in (_TRUE, _FALSE):
                found[field] = kind == _TRUE
            else:
                found[field], at = self.value(kind, at, depth)
        return found, at + 1

    def value(self, kind: int, at: int, depth: int) -> tuple[Any, int]:
        if kind in (_I16, _I32, _I64):
            return self.integer(at)
        if kind == _BINARY:
            length, at = self.varint(at)
            if at + length > len(self.data):
                raise ThriftError("a text in it is longer than it")
            return self.data[at : at + length], at + length
        if kind == _STRUCT:
            return self.struct(at, depth + 1)
        if kind in (_LIST, _SET):
            return self.members(at, depth)
        if kind in (_TRUE, _FALSE, _BYTE):  # in a list each truth value takes a byte
            return self.data[at], at + 1
        if kind == _DOUBLE:
            return None, at + 8
        if kind == _MAP:
            return self.passed(at, depth)
        raise ThriftError("a value of no known kind")

    def members(self, at: int, depth: int) -> tuple[list[Any], int]:
        head = self.data[at]
        number, at = head >> 4, at + 1
        if number == 15:
            number, at = self.varint(at)
        # each takes a byte at least
        if number > len(self.data) - at:
            raise ThriftError("a list in it is longer than it")
        found = []
        for _ in range(number):
            one, at = self.value(head & 15, at, depth + 1)
            found.append(one)
        return found, at

    def passed(self, at: int, depth: int) -> tuple[None, int]:
        number, at = self.varint(at)
        if not number:
            return None, at
        kinds = self.data[at]
        if number > len(self.data) - at or depth > _DEEPEST:
            raise ThriftError("a list in it is longer than it")
        at += 1
        for _ in range(number):
            _, at = self.value(kinds >> 4, at, depth + 1)
            _, at = self.value(kinds & 15, at, depth + 1)
        return None, at

    def varint(self, at: int) -> tuple[int, int]:
        found = shift = 0
        while True:
            byte = self.data[at]
            at += 1
            found |= (byte & 127) << shift
            if byte < 128:
                return found, at
            shift += 7
            if shift > 63:
                raise ThriftError("a number in it has no end")

    def integer(self, at: int) -> tuple[int, int]:
        """A number with its sign in the last place ("zigzag")."""
        found, at = self.varint(at)
        return (found >> 1) ^ -(found & 1), at
