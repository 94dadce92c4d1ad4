"""A slow link in front of a server: a TCP proxy that lets through so many bits a second, so many milliseconds late.

All connections share each direction, packet by packet and in turns, as on a phone. A new connection waits one round
trip first, as TCP does; lost packets and TCP's slow start are left out, for everyone.
"""

import asyncio
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

PACKET = 1400
LATE_S = 0.05
"""A busy machine wakes us late: that much the link may catch up, or it would be slower than it says."""


class Direction:
    """One way of the link. `bytes` is what has gone through it."""

    def __init__(self, bits_per_s: int, delay_s: float) -> None:
        self.bytes = 0
        self._bytes_per_s = bits_per_s / 8
        self._delay_s = delay_s
        self._turn = asyncio.Lock()
        self._free_at = 0.0

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, opened: asyncio.Future[None]
    ) -> None:
        """Everything from one end to the other, until the end of it."""
        loop = asyncio.get_running_loop()
        await opened
        try:
            while piece := await reader.read(PACKET):
                async with self._turn:  # First come, first served: whoever was served stands at the end again.
                    self._free_at = max(self._free_at, time.monotonic() - LATE_S) + len(piece) / self._bytes_per_s
                    await asyncio.sleep(max(0, self._free_at - time.monotonic()))
                self.bytes += len(piece)
                loop.call_later(self._delay_s, _write, writer, piece)
        except ConnectionError:
            pass
        loop.call_later(self._delay_s, writer.close)


def _write(writer: asyncio.StreamWriter, piece: bytes) -> None:
    if not writer.is_closing():
        writer.write(piece)


class Link:
    """A link to the server on `port` of this machine, in a thread of its own; `with` opens and closes it."""

    def __init__(self, port: int, bits_per_s: int, round_trip_ms: int) -> None:
        self._to = port
        self._round_trip_s = round_trip_ms / 1000
        self.up = Direction(bits_per_s, self._round_trip_s / 2)
        self.down = Direction(bits_per_s, self._round_trip_s / 2)
        self.connections = 0
        self.port = 0
        self._carrying: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        opened: asyncio.Future[None] = self._loop.create_future()
        self._loop.call_later(self._round_trip_s, opened.set_result, None)
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._to, limit=PACKET)
        except OSError:
            writer.close()
            return
        ways = (self.up.carry(reader, there_writer, opened), self.down.carry(there_reader, writer, opened))
        with suppress(asyncio.CancelledError):  # The link is closed: nobody waits for the rest.
            await asyncio.gather(*ways, return_exceptions=True)

    def __enter__(self) -> Self:
        self._thread.start()
        started = asyncio.start_server(self._connected, "127.0.0.1", 0, limit=PACKET)
        server = asyncio.run_coroutine_threadsafe(started, self._loop).result(10)
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _end(self) -> None:
        for task in tuple(self._carrying):
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
