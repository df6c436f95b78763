"""Where things are, and the settings that the scripts share with the server."""

import os
from pathlib import Path

from . import dotenv

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
# Where Python finds the mail server of the tests.
AIOSMTPD = LOCAL / "aiosmtpd"
# And their authenticator.
PYOTP = LOCAL / "pyotp"
# And what opens their workbooks.
OPENPYXL = LOCAL / "openpyxl"
# And their S3-compatible store.
MOTO = LOCAL / "moto"
# And their Stripe.
LOCALSTRIPE = LOCAL / "localstripe"
# And what drives a browser, with the rules of accessibility.
SELENIUM = LOCAL / "selenium"


def setting(name, default=None):
    """The environment wins over `.env`; an empty value counts as not set, as it does for the server."""
    return os.environ.get(name) or _dot_env().get(name) or default


def is_without_redis():
    """REDIS_URL is set and empty: the shop is to do without Redis."""
    return _written("REDIS_URL") == "" and not setting("REDIS_URL_FILE")


def http_address(host, port):
    """The URL of a server that listens there. An IPv6 address has brackets in it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _written(name):
    """The value as it stands, maybe empty, or None."""
    return os.environ[name] if name in os.environ else _dot_env().get(name)


def _dot_env():
    return dotenv.read(ROOT / ".env")
