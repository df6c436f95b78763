"""Lets Schemathesis ask the shop for whatever its description allows, and for what it does not, as nobody, as a customer
and as an admin. No answer may be a 5xx, or other than described.

usage: fuzzing EXECUTABLE SCHEMATHESIS SECONDS FOLDER    (with MONGODB_URI and REDIS_URL set, as `scripts/dev fuzz` does)
"""

import json
import os
import secrets
import subprocess
import sys
import urllib.request
from pathlib import Path

from localservers import shop
from localservers.servers import free_port

CONFIGURATION = Path("Tests/Fuzz/schemathesis.toml")
HOOKS = Path("Tests/Fuzz/hooks.py").resolve()
ADMIN = {"email": "admin@example.com", "password": secrets.token_hex(12)}
# No limit that says no to what is well-formed, no order that lacks an address, and tokens that last.
SETTINGS = {
    "DEFAULT_ADMIN_EMAIL": ADMIN["email"], "DEFAULT_ADMIN_PASSWORD": ADMIN["password"], "ACCESS_TOKEN_EXPIRES_MIN": "1440",
    "LOGIN_ATTEMPTS": "off", "BCRYPT_COST": "4", "REQUIRE_SHIPPING_ADDRESS": "false", "LOG_LEVEL": "warning",
}  # fmt: skip


def main(executable, schemathesis, seconds, folder):
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "shop.log"
    log.unlink(missing_ok=True)
    settings = shop.environment(free_port(), **SETTINGS)
    address = f"http://127.0.0.1:{settings['PORT']}"
    with shop.process(executable, log, settings) as server:
        # Nobody, a customer who must not see what is a neighbour's, and an admin.
        admin = post(address, "/auth/login", ADMIN)
        add_variants(address, admin["access_token"])
        clients = [{}, {"customer": signup(address), "neighbour": signup(address)}, {"admin": admin}]
        codes = [ask(Path(schemathesis).absolute(), address, client, int(seconds) // 3, folder) for client in clients]
        if server.poll() is not None:
            sys.exit(f"The shop ended with exit code {server.returncode}: see {log}")
    return max(codes)


def ask(schemathesis, address, client, seconds, folder):
    name = next(iter(client), "nobody")
    print(f"api, as {name}: {seconds} s", file=sys.stderr, flush=True)
    configuration = folder / f"{name}.toml"
    configuration.write_text(CONFIGURATION.read_text() + login(client, folder / f"{name}-logins.json"))
    command = [
        str(schemathesis), "--config-file", str(configuration), "run", f"{address}/openapi.json",
        # All checks are on; naming them here would also turn those on that the configuration turns off for an operation.
        "--max-time", str(seconds),
        # The description shows one method and path an operation; others that do the same are there, too.
        "--exclude-checks", "allow_header_conformance,unsupported_method",
        "--continue-on-failure", "--request-timeout", "30", "--warnings", "off", "--no-color",
        "--report", "junit", "--report-junit-path", str(folder / f"{name}.xml"),
    ]  # fmt: skip
    tally = folder / f"{name}-tally.json"
    tally.unlink(missing_ok=True)
    with open(folder / f"{name}.log", "wb") as log:
        # It remembers in its folder what failed, and begins with that the next time.
        env = {**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS), "TALLY": str(tally)}
        code = subprocess.run(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=env).returncode
    lines = (folder / f"{name}.log").read_text(errors="replace").splitlines()
    print("\n".join(lines[-4000 if code else -12:]), flush=True)
    if tally.exists():
        report(name, json.loads(tally.read_text()))
    return code


def login(client, path):
    """How Schemathesis says who it is. Of itself it would sign up wherever there is a way to."""
    if not client:
        return "\n[auth]\nauto-signup = false\n"
    headers = {name: [{"name": "Authorization", "value": f"Bearer {answer['access_token']}"}] for name, answer in client.items()}
    path.write_text(json.dumps({"auth": [{"name": name, "fixedHeaders": fields} for name, fields in headers.items()]}))
    peers = f"peers = {json.dumps([*client])}\n" if len(client) > 1 else ""
    return f"\n[auth.wfc]\npath = {json.dumps(str(path))}\nuser = {json.dumps(next(iter(client)))}\n{peers}"


def report(name, answers):
    """Prints what was looked at: a run that only met closed doors proves little."""
    print(f"{name}: {sum(sum(counts.values()) for counts in answers.values()):,} requests")
    for operation, counts in answers.items():
        print(f"  {operation:40}", *(f"{status}: {count:,}" for status, count in sorted(counts.items())), flush=True)


def signup(address):
    return post(address, "/auth/signup", {"email": f"{secrets.token_hex(6)}@example.com", "password": secrets.token_hex(12)})


def add_variants(address, token):
    """One of the products comes in sizes, which also customers find."""
    for size in ("S", "L"):
        variant = {"sku": f"fuzz-{size}", "options": {"size": size}, "inventory": 1000}
        post(address, "/api/v1/products/20/variants", variant, token)


def post(address, path, body, token=None):
    request = urllib.request.Request(address + path, data=json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
