"""Start the built executable, buy something over HTTP as a customer would, and look for secrets in its log.

MONGODB_URI and REDIS_URL tell where the servers are, as `scripts/dev servers` sets them.
"""

import json
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from localservers import shop as executable
from localservers.servers import StartError, free_port
from localservers.serving import STOP_SECONDS

CROWD = 1500


class Shop:
    def __init__(self, address):
        self.address = address
        self.token = None
        self.password = secrets.token_hex(12)

    def request(self, method, path, body=None):
        """The decoded answer. Anything but a 2xx ends the smoke run with what the server said."""
        request = urllib.request.Request(self.address + path, method=method)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                answer = response.read()
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}")
        step(f"{method} {path}: {response.status}, {len(answer)} bytes")
        return json.loads(answer)


def add_arguments(parser):
    parser.add_argument("executable")


def main(options):
    port = free_port()
    step(f"starting {options.executable} on port {port}")
    started = time.monotonic()
    settings = executable.environment(port, LOG_LEVEL="trace")
    limit_open_files()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "shop.log")
        try:
            with executable.process(options.executable, log, settings) as server:
                step(f"up after {time.monotonic() - started:.1f} s")
                shop = Shop(f"http://127.0.0.1:{port}")
                buy(shop)
                crowd(port)
                server.send_signal(signal.SIGTERM)
                code = server.wait(STOP_SECONDS)
                check(code == 0, f"exit code {code} after SIGTERM instead of 0")
                step("stopped by SIGTERM with exit code 0")
            keys = [settings["JWT_SECRET"], settings["ENCRYPTION_KEY"]]
            search_for_secrets(log, [*keys, shop.password, shop.token, shop.token.split(".")[2], "$2b$"])
        except StartError as error:
            sys.exit(f"smoke: {error}")
        except subprocess.TimeoutExpired:
            sys.exit(f"smoke: still running {STOP_SECONDS} s after SIGTERM")
        except SystemExit:
            sys.stderr.write("".join(log.read_text(errors="replace").splitlines(keepends=True)[-20:]))
            raise


def search_for_secrets(log, known):
    """What the program and the libraries in it print at their most talkative opens nothing."""
    text = log.read_text(errors="replace")
    check("→ Request: POST /auth/signup" in text, "the log lacks the requests")
    for secret in known:
        check(secret not in text, f"a secret of {len(secret)} characters is in the log")
    step(f"no secret in {len(text)} characters of log")


def limit_open_files():
    """For this process and the server, as shells and service managers do it."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def crowd(port):
    """More connections than the server was given files, all open at once."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < 2 * CROWD:
        return step(f"a crowd: left out, this system allows {most} open files only")
    connections = []
    for number in range(CROWD):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        check(connection.recv(12) == b"HTTP/1.1 200", f"no answer on connection {number + 1}")
        connections.append(connection)
    step(f"{len(connections)} connections are open at once, each answered")
    for connection in connections:
        connection.close()


def buy(shop):
    shop.request("GET", "/ready")
    products = shop.request("GET", "/products")
    check(len(products) == 20, f"{len(products)} products on the first page instead of the 20 seeded")
    product = next(product for product in products if product["product_id"] == 1)
    before = shop.request("GET", f"/products/{product['slug']}")

    email = f"smoke-{secrets.token_hex(6)}@example.com"
    account = shop.request("POST", "/auth/signup", {"email": email, "password": shop.password})
    shop.token = account["access_token"]
    check(shop.request("GET", "/auth/me")["email"] == email, "/auth/me shows another account")

    cart = shop.request("POST", "/cart/add", {"product_id": 1, "qty": 1})
    check([(line["product_id"], line["qty"]) for line in cart["items"]] == [(1, 1)], f"unexpected cart: {cart}")
    order = shop.request("POST", "/checkout/create-order")
    check(order["status"] == "pending", f"the new order is {order['status']}")
    check(order["total"] == before["price"], f"total {order['total']} instead of {before['price']}")

    confirmed = shop.request("POST", f"/payments/confirm?order_id={order['order_id']}&outcome=success")
    check(confirmed["status"] == "paid", f"the confirmed order is {confirmed['status']}")
    stored = shop.request("GET", f"/orders/{order['order_id']}")
    check(stored["status"] == "paid", f"the stored order is {stored['status']}")

    after = shop.request("GET", f"/products/{product['slug']}")
    check(
        after["inventory"] == before["inventory"] - 1,
        f"inventory went from {before['inventory']} to {after['inventory']}",
    )
    step(f"bought {product['name']} for {order['total']}: inventory {before['inventory']} -> {after['inventory']}")


def check(is_right, otherwise):
    if not is_right:
        sys.exit(f"smoke: {otherwise}")


def step(message):
    print(f"smoke: {message}", flush=True)
