"""Make a Python client from the description of the running shop, and buy something with it.

openapi-python-client makes it. A warning of it is a fault of the description, and so is an answer that the client can't parse.
The tests are in Tests/Client.
"""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from localservers import shop, supervisor, workspace
from localservers.servers import StartError
from localservers.settings import OPENAPI_CLIENT, ROOT
from phases.swift import must

from . import CommandError, build, deps

_TESTS = ROOT / "Tests" / "Client"
_PACKAGE = "bodega_client"


def add_arguments(parser):
    parser.add_argument("tests", nargs="*", metavar="TEST", help="as unittest names it, such as test_v1 (default: all)")
    parser.add_argument(
        "--servers-from-environment", action="store_true",
        help="what is built, on the servers that MONGODB_URI and REDIS_URL name, not on private ones",
    )  # fmt: skip


def main(options):
    if not options.servers_from_environment:
        deps.install(for_tests=True)
        must(build.build("debug"))
        again = [sys.executable, str(ROOT / "scripts/dev"), "client-test", "--servers-from-environment", *options.tests]
        return supervisor.supervise(again, workspace.ThrowawayWorkspace(in_memory=True))
    folder = Path(os.environ["BODEGA_SCRATCH"])
    log, mail = folder / "shop.log", folder / "mail"
    settings = {
        "MAIL_FOLDER": str(mail), "DEFAULT_ADMIN_EMAIL": "admin@example.com", "DEFAULT_ADMIN_PASSWORD": "admin123",
        # Passwords are checked quickly, and the webhook's receiver that is not there is one of this machine.
        "BCRYPT_COST": "4", "WEBHOOK_ALLOW_PRIVATE": "true",
    }  # fmt: skip
    try:
        with shop.running(".build/debug/bodega", log, **settings) as address:
            _make(address, folder)
            return _run(options.tests, folder, BODEGA_ADDRESS=address, BODEGA_MAIL=str(mail))
    except StartError as error:
        raise CommandError(str(error)) from None


def _make(address, folder):
    """The client, as a package in the folder."""
    document = folder / "openapi.json"
    with urllib.request.urlopen(f"{address}/openapi.json", timeout=60) as answer:
        document.write_bytes(answer.read())
    command = [
        sys.executable, "-B", "-m", "openapi_python_client", "generate", "--path", str(document), "--meta", "none",
        "--config", str(_TESTS / "config.yaml"), "--output-path", str(folder / _PACKAGE), "--fail-on-warning",
    ]  # fmt: skip
    made = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(OPENAPI_CLIENT)}, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if made.returncode:
        raise CommandError(f"{made.stdout}\nNo client without a warning can be made from the description.")


def _run(tests, folder, **environment):
    command = [sys.executable, "-B", "-m", "unittest", *(tests or ["discover"])]
    path = os.pathsep.join(map(str, (folder, OPENAPI_CLIENT)))
    return subprocess.run(command, cwd=_TESTS, env={**os.environ, **environment, "PYTHONPATH": path}).returncode
