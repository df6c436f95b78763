"""The shop's executable, started to be tried out."""

import contextlib
import os
import secrets

from .servers import free_port
from .serving import serving


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


@contextlib.contextmanager
def running(executable, log, port=None, **settings):
    """The address where the executable serves as long as this lasts. What it prints is appended to the log."""
    port = port or free_port()
    with process(executable, log, environment(port, **settings)):
        yield f"http://127.0.0.1:{port}"


def process(executable, log, settings, **options):
    """The process of the executable with these settings, as `serving` has it: from when it is ready."""
    ready = f"http://127.0.0.1:{settings['PORT']}/ready"
    return serving([executable, "serve"], log, [ready], env=settings, **options)
