"""Those who listen to what happens in the shop, while it happens: what each costs, and when the last of them hears of an order."""

import resource
import select
import socket
import time

from callers import PASSWORD, Instance
from served import Served
from tables import table

LISTENERS = 1000
EACH = 10
"""Streams of one account, which may have 16."""
FIRST = 4
"""Accounts whose streams come and go before: what the first ones take once is no part of it."""
TARGET_MIB = 20
PATH = "/api/v1/admin/events"
ORDERS = 20


def measure():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Served("shop") as served:
        shop = Instance(served)
        admin = shop.succeed("POST", "/auth/login", None, {"email": "admin@example.com", "password": "admin123"})["access_token"]
        tokens = [_clerk(shop, admin, number) for number in range(LISTENERS // EACH)]
        port = served.ports["shop"]
        first = [_listener(port, token) for token in tokens[:FIRST] for _ in range(EACH)]
        for stream in first:
            stream.close()
        _order(shop, tokens[0])
        before, threads = served.resident_mib, served.threads
        streams = [_listener(port, token) for token in tokens for _ in range(EACH)]
        taken, more = served.resident_mib - before, served.threads - threads
        delays = [_delay(shop, tokens[0], streams) for _ in range(ORDERS)]
        after = served.resident_mib - before
        for stream in streams:
            stream.close()
    print("\n### Listeners\n")
    headings = ["listeners", "MiB more", f"after {ORDERS} orders", "threads more", "ms until the last hears of an order, at most"]
    print(table(headings, [[f"{LISTENERS:,}", f"{taken:.1f}", f"{after:.1f}", f"{more}", f"{max(delays):.0f}"]]))
    is_met = max(taken, after) < TARGET_MIB
    print(
        f"\n`GET {PATH}`, {EACH} of each of {LISTENERS // EACH} accounts. Target: under {TARGET_MIB} MiB ({'met' if is_met else 'missed'}).",
        flush=True,
    )
    return 0 if is_met else 1


def _clerk(shop, admin, number):
    account = {"email": f"listener-{number}@example.com", "password": PASSWORD}
    token = shop.succeed("POST", "/auth/signup", None, account)["access_token"]
    identifier = shop.succeed("GET", "/auth/me", token)["id"]
    shop.succeed("PATCH", f"/api/v1/admin/users/{identifier}/role", admin, {"role": "admin"})
    return token


def _order(shop, token):
    shop.succeed("POST", "/cart/add", token, {"product_id": 1, "qty": 1})
    return shop.succeed("POST", "/checkout/create-order", token)["order_id"].encode()


def _listener(port, token):
    stream = socket.create_connection(("127.0.0.1", port), timeout=10)
    stream.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    text = b""
    while b"event: reset" not in text:
        more = stream.recv(65536)
        if not more:
            raise RuntimeError(f"no stream: {text[:300]}")
        text += more
    if not text.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"no stream: {text[:300]}")
    return stream


def _delay(shop, token, streams):
    """Milliseconds from an order's answer until the last of all has heard of it."""
    order = _order(shop, token)
    answered = time.perf_counter()
    poll, heard = select.poll(), {stream.fileno(): (stream, b"") for stream in streams}
    for number in heard:
        poll.register(number, select.POLLIN)
    while heard:
        if not (ready := poll.poll(10_000)):
            raise RuntimeError(f"{len(heard)} have not heard of {order}")
        for number, _ in ready:
            stream, text = heard[number]
            if order in (text := text + stream.recv(65536)):
                poll.unregister(number)
                del heard[number]
            else:
                heard[number] = (stream, text)
    return (time.perf_counter() - answered) * 1000
