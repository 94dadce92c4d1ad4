"""Parts of a file far away, by HTTP Range (RFC 9110, section 14). A server that sends it whole is refused."""

import re
from functools import lru_cache
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from pwa.areas.errors import AreaError

BLOCK = 256 * 1024
"""Bytes asked for at once: tiles that lie side by side on the ground mostly do so in the file."""

KEPT = 256
PATIENCE_S = 30
PARTIAL = 206
ANSWERED = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Ranges:
    """Reads any part of the file at `address`, whole blocks at a time."""

    def __init__(self, address: str) -> None:
        """Nothing is asked for yet."""
        self._address = address
        self._block = lru_cache(maxsize=KEPT)(self._fetch)

    def get(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset` on; fewer only at the end of the file."""
        first, last = offset // BLOCK, (offset + length - 1) // BLOCK
        joined = b"".join(self._block(number) for number in range(first, last + 1))
        return joined[offset - first * BLOCK :][:length]

    def _fetch(self, number: int) -> bytes:
        begin = number * BLOCK
        wanted = {"Range": f"bytes={begin}-{begin + BLOCK - 1}", "Accept-Encoding": "identity"}
        try:
            with urlopen(Request(self._address, headers=wanted), timeout=PATIENCE_S) as answer:  # noqa: S310
                said = ANSWERED.fullmatch(answer.headers.get("Content-Range", ""))
                if answer.status != PARTIAL or not said or int(said[1]) != begin:
                    raise AreaError(
                        f"{self._address}: found a server that sends the whole file, expected parts of it (Range); "
                        "download the file and give its name instead."
                    )
                body: bytes = answer.read(BLOCK)
                if len(body) != int(said[2]) - begin + 1:
                    raise AreaError(f"{self._address}: found an answer cut short; try again.")
                return body
        except HTTPError as error:
            error.close()
            raise AreaError(
                f"{self._address}: found status {error.code}, expected the file; is the address right?"
            ) from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise AreaError(f"{self._address}: found no answer ({reason}); is there a network?") from None
