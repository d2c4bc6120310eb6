"""A file from an address: https alone, with a time-out, and never more than was asked for. Nothing else goes online."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPMessage
from typing import IO, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from taiwan_allies.errors import UsageError, quoted

SILENT_SECONDS: Final = 20
"""How long the other side may keep silent."""
WHOLE_SECONDS: Final = 300
"""How long all of it may take."""
_PIECE: Final = 1 << 16
_DOWNLOAD: Final = "Download the file yourself, and name it instead."


class _Redirects(HTTPRedirectHandler):
    """Follow an address to another one only where that is https too."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        _secure(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, most: int) -> bytes:
    """What lies at an address. Raises `UsageError` where it is not https, cannot be had, or is more than ``most`` bytes."""
    _secure(address)
    opener, parts = OpenerDirector(), bytearray()
    for handler in (
        ProxyHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        _Redirects(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    request = Request(address, headers={"User-Agent": "allies"})  # noqa: S310 - it is https
    until = time.monotonic() + WHOLE_SECONDS
    try:
        with opener.open(request, timeout=SILENT_SECONDS) as answer:
            while piece := answer.read1(_PIECE):
                parts += piece
                if len(parts) > most:
                    raise UsageError(f"{quoted(address)}: more than {most:,} bytes, which no record has", _DOWNLOAD)
                if time.monotonic() > until:
                    raise UsageError(f"{quoted(address)}: not there after {WHOLE_SECONDS} seconds", _DOWNLOAD)
            if getattr(answer, "length", None):
                raise UsageError(f"{quoted(address)}: the other side ended too soon", _DOWNLOAD)
    except (URLError, OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise UsageError(f"{quoted(address)}: cannot be fetched: {reason}", _DOWNLOAD) from None
    return bytes(parts)


def _secure(address: str) -> None:
    try:
        parts = urlsplit(address)
        sound = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound:
        hint = "Name an address such as https://example.org/record.zip, without a password, or a file or folder."
        raise UsageError(f"{quoted(address)}: only https addresses are read", hint)
