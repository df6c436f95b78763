"""Visitors that keep coming, whether those before them were answered or not."""

import asyncio
import itertools
import threading
import time

from .client import PATIENCE_SECONDS, Answer

VISITORS_A_SECOND = 50


class Visitors(threading.Thread):
    """Asks for lists that no cache has, at a constant rate: buyers wait for their answers, so that a few of them never
    show what piles up."""

    def __init__(self, instances):
        super().__init__(daemon=True)
        self.instances = instances
        self.answers = []
        self.most_waiting = 0
        self._stopping = threading.Event()

    def run(self):
        asyncio.run(self._come())

    def stop(self):
        self._stopping.set()
        self.join(2 * PATIENCE_SECONDS)

    async def _come(self):
        waiting = set()
        start = time.monotonic()
        for number in itertools.count():
            if self._stopping.is_set():
                break
            await asyncio.sleep(max(0.0, start + number / VISITORS_A_SECOND - time.monotonic()))
            task = asyncio.create_task(self._visit(number))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
            self.most_waiting = max(self.most_waiting, len(waiting))
        await asyncio.gather(*waiting)

    async def _visit(self, number):
        answer = Answer("GET /products by a visitor", number % 2, time.monotonic())
        self.answers.append(answer)
        writer = None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.instances[number % 2].port)
                target = f"/products?limit=1&skip={number % 10_000}"
                writer.write(f"GET {target} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".encode())
                head, _, _ = (await reader.read()).partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")
            answer.retry_after = any(line.lower().startswith("retry-after:") for line in lines)
            answer.status = int(lines[0].split()[1])
        except (OSError, IndexError, ValueError) as error:
            answer.error = f"{type(error).__name__}: {error}"
        finally:
            if writer:
                writer.close()
            answer.seconds = time.monotonic() - answer.began
