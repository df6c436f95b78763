"""The shop beside another server of the primary contract: the same requests, on the same MongoDB and Redis, in turns."""

import contextlib
import json
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import routes
import wrk
from localservers.servers import free_port
from localservers.serving import serving
from served import Served
from tables import table

COMMAND = "PEER"
"""What starts the other server. It is given `PORT`, `MONGODB_URI`, `REDIS_URL` and `PRODUCT_RATE_LIMIT`."""
CUSTOMERS = 48
CONNECTIONS = (wrk.CONNECTIONS, 1)
ROUNDS = 5
SECONDS = 3
WARM_UP_SECONDS = 1
TARGETS = {"GET /cart": 1.3, "POST /cart/add": 1.2}
"""Requests a second, of the peer's."""
PASSWORD = "correct horse"


@dataclass
class Side:
    """A server, and the requests that are sent to it."""

    url: str
    scripts: dict

    def run(self, route, connections, seconds=SECONDS):
        return wrk.run(self.url, seconds, connections, script=[self.scripts[route].name])


def measure():
    if COMMAND not in os.environ:
        sys.exit(f"{COMMAND} is to be the command of the other server.")
    with Served("shop", database="ours") as served, peer_served(shlex.split(os.environ[COMMAND])) as peer:
        ours, theirs = side(served.url("shop", "")), side(peer)
        rows = [row(route, connections, ours, theirs) for connections in CONNECTIONS for route in TARGETS]
    print("\n### Beside a peer\n")
    header = ["route", "connections", "shop /s", "peer /s", "times", "shop p50 ms", "peer p50 ms", "shop p99 ms", "peer p99 ms", "target"]
    print(table(header, rows, text_columns=1))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, and of the ratios of those that followed each other. Carts have "
        f"{routes.LINES} lines.",
        flush=True,
    )
    return 0


def side(url):
    tokens = [customer(url, number) for number in range(CUSTOMERS)]
    return Side(
        url,
        {
            "GET /cart": routes.script([routes.Request("/cart", token) for token in tokens]),
            "POST /cart/add": routes.script(
                # A line has room for a thousand.
                [routes.Request("/cart/add", tokens[number], line(number, index)) for index in range(routes.LINES) for number in range(CUSTOMERS)]
            ),
        },
    )


def customer(url, number):
    """The token of somebody with a cart."""
    account = {"email": f"customer{number}@example.com", "password": PASSWORD, "full_name": "A Customer"}
    token = json.loads(routes.Request("/auth/signup", "", account).send(url))["access_token"]
    for index in range(routes.LINES):
        routes.Request("/cart/add", token, line(number, index)).send(url)
    return token


def line(number, index):
    return {"product_id": 1 + (number + index) % 20, "qty": 1}


def row(route, connections, ours, theirs):
    for one in (ours, theirs):
        one.run(route, connections, WARM_UP_SECONDS)
    pairs = [(ours.run(route, connections), theirs.run(route, connections)) for _ in range(ROUNDS)]
    times = median(our.requests_per_second / their.requests_per_second for our, their in pairs)
    shop, peer = zip(*pairs)
    return [
        f"`{route}`",
        str(connections),
        f"{median(run.requests_per_second for run in shop):,.0f}",
        f"{median(run.requests_per_second for run in peer):,.0f}",
        f"{times:.2f}",
        *(f"{median(getattr(run, name) for run in runs):.2f}" for name in ("p50", "p99") for runs in (shop, peer)),
        f"{TARGETS[route]} {'met' if times >= TARGETS[route] else 'missed'}",
    ]


@contextlib.contextmanager
def peer_served(command):
    """The URL of the other server, for as long as a `with` block lasts. Its log goes to a file."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    mongo, redis = (urlsplit(os.environ[name]) for name in ("MONGODB_URI", "REDIS_URL"))
    environment = os.environ | {
        "PORT": str(port),
        "MONGODB_URI": mongo._replace(path="/theirs").geturl(),
        "REDIS_URL": redis._replace(path="/1").geturl(),
        "PRODUCT_RATE_LIMIT": "off",
    }
    with serving(command, Path(os.environ["BODEGA_SCRATCH"]) / "peer.log", [f"{url}/products"], env=environment):
        yield url
