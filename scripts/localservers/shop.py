"""The shop's executable, started to be tried out."""

import contextlib
import os
import secrets
import time
import urllib.request

from . import process
from .servers import StartError, free_port

START_SECONDS = 60
STOP_SECONDS = 20


def environment(port, **settings):
    """What it needs to serve on this port: no limits, the products of the seed, and secrets that nobody knows."""
    return {
        **os.environ,
        "APP_ENV": "test",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "JWT_SECRET": secrets.token_hex(32),
        "ENCRYPTION_KEY": secrets.token_hex(32),
        "PRODUCT_RATE_LIMIT": "off",
        "API_RATE_LIMIT": "off",
        "AUTH_RATE_LIMIT": "off",
        "SEED_PRODUCTS": "true",
        "SEED_FILE": "seed/products.json",
        **settings,
    }


def wait_until_up(address, server):
    deadline = time.monotonic() + START_SECONDS
    while True:
        if server.poll() is not None:
            raise StartError(f"the server ended during its start with exit code {server.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise StartError(f"no answer from /health within {START_SECONDS} s") from None
            time.sleep(0.1)


@contextlib.contextmanager
def running(executable, log, **settings):
    """The address where the executable serves as long as this lasts. What it prints is appended to the log."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with open(log, "ab") as output:
        server = process.attached(
            [executable, "serve"], env=environment(port, **settings), stdout=output, stderr=output
        )
    try:
        wait_until_up(address, server)
        yield address
    finally:
        process.stop(server.pid, patience=STOP_SECONDS)
