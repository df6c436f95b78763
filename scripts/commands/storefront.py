"""Serve the example storefront on http://localhost:3000, for the shop on port 8000.

PORT is another port of the storefront, API another address of the shop.
"""

import os
import sys

from localservers.settings import ROOT


def add_arguments(parser):
    pass


def main(options):
    # In place of this process, which would only pass on signals.
    os.execv(sys.executable, [sys.executable, "-B", str(ROOT / "Examples" / "Storefront" / "serve.py")])
