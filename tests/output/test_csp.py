"""Sources of a Content-Security-Policy: hashes and hosts."""

import base64
import hashlib

import pytest

import geo
from layers.output.csp import as_parsed, digest, host, link, named_host


def test_a_script_is_hashed_as_browsers_read_it():
    assert as_parsed("a\r\nb\rc") == "a\nb\nc"
    sha256 = base64.b64encode(hashlib.sha256(b"a\nb").digest()).decode()
    assert digest("a\nb") == f"'sha256-{sha256}'"


@pytest.mark.parametrize(
    "address, words, source",
    [
        ("https://a.example.org/{z}/{x}", {}, "https://a.example.org"),
        ("https://{s}.example.org:81/{z}", {}, "https://*.example.org:81"),
        ("https://t{s}.example.org/{z}", {"s": "x"}, "https://tx.example.org"),
        ("https://t{s}.example.org/{z}", {}, "https:"),
        ("https://{s}.{top}/", {"top": "example.org"}, "https://*.example.org"),
        ("http://x;script-src *.org/", {}, "http:"),
        ("https://me@example.org/", {}, "https://example.org"),
        ("//example.org/a", {}, "example.org"),
        ("tiles/{z}/{x}/{y}.png", {}, "'self'"),
        ("data:image/png;base64,AA", {}, "data:"),
    ],
)
def test_the_source_of_an_address(address, words, source):
    assert host(address, words) == source


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "//example.org/",
        "https:example.org",
        "https:///example.org",
        "https://bank.example@evil.example/",
        "https://a.example/\u202egpj",
        "https://a.example/ b",
        "https://[",
        "",
        None,
    ],
)
def test_addresses_other_than_web_pages_are_not_linked(address):
    assert link(address) == ""
    with pytest.raises(geo.CallError):
        named_host(str(address))


def test_addresses_of_web_pages_are_linked():
    for address in ("https://a.example/b?c=d#e", "HTTP://пример.укр/ж", "http://[::1]"):
        assert link(f" {address}\n") == address
