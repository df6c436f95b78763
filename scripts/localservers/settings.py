"""Where things are, and the settings that the scripts share with the server."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"


def setting(name, default=None):
    """The environment wins over `.env`; an empty value counts as not set, as it does for the server."""
    return os.environ.get(name) or _dot_env().get(name) or default


def _dot_env():
    values = {}
    try:
        lines = (ROOT / ".env").read_text().splitlines()
    except FileNotFoundError:
        return values
    for line in lines:
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("\"'")
    return values
