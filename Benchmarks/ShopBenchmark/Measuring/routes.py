"""Routes that ask MongoDB, as processor time a request: beside C programs that make the same calls, and beside routes
of the framework that only send as many bytes."""

import json
import os
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

import wrk
from localservers.mongo_wire import MongoConnection
from served import EXECUTABLE, Served
from tables import table

CUSTOMERS = 64
LINES = 3
ROUNDS = 3
SECONDS = 3
WARM_UP_SECONDS = 1
CALLS_IN_C = 40_000
TARGET_OF_C = 1.25
TARGET_OF_BARE = 1.5
PASSWORD = "correct horse"


@dataclass
class Request:
    path: str
    token: str
    body: dict | None = None

    @property
    def method(self):
        return "GET" if self.body is None else "POST"

    def send(self, url):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if self.body is None else json.dumps(self.body).encode()
        with urllib.request.urlopen(urllib.request.Request(url + self.path, data, headers), timeout=10) as response:
            return response.read()


def measure():
    with Served("logging", "bare") as served:
        rows = [row(name, requests, served) for name, requests in routes(served.url("logging", "")).items()]
    print("\n### Other routes, processor time a request\n")
    header = ["route", "calls", "route µs", "C µs", "bare µs", "as often µs", "of C", "beyond C, of bare", "target"]
    print(table(header, rows, text_columns=1))
    print(
        f"\nThe route in the shop with its log; its MongoDB calls, taken from the server's profiler, made again by C on "
        f"libmongoc with 16 threads; and a route of the framework that sends as many bytes, asked without a pause, and once "
        f"more as often as the shop's route answers. Medians of {ROUNDS} runs of {SECONDS} s, {wrk.CONNECTIONS} connections. "
        f"Carts and orders have {LINES} lines. Targets: beyond the calls at most {TARGET_OF_BARE} of the bare route; for the cart also at most {TARGET_OF_C} of C.",
        flush=True,
    )
    return 0


def routes(url):
    """The requests of each route: one a customer."""
    customers = [customer(url, number) for number in range(CUSTOMERS)]
    tokens = [token for token, _ in customers]
    admin = log_in(url, "admin@example.com", "admin123")
    return {
        "GET /auth/me": [Request("/auth/me", token) for token in tokens],
        "GET /cart": [Request("/cart", token) for token in tokens],
        "POST /cart/add": [
            Request("/cart/add", token, {"product_id": 1 + number % 20, "qty": 1}) for number, token in enumerate(tokens)
        ],
        "GET /orders": [Request("/orders", token) for token in tokens],
        "GET /orders/{id}": [Request(f"/orders/{order}", token) for token, order in customers],
        "GET /orders/admin/all": [Request("/orders/admin/all?limit=20", admin)],
    }


def customer(url, number):
    """Somebody with an order and a cart."""
    email = f"customer{number}@example.com"
    Request("/auth/signup", "", {"email": email, "password": PASSWORD, "full_name": "A Customer"}).send(url)
    token = log_in(url, email, PASSWORD)

    def fill():
        for line in range(LINES):
            Request("/cart/add", token, {"product_id": 1 + (number + line) % 20, "qty": 1}).send(url)

    fill()
    order = json.loads(Request("/checkout/create-order", token, {}).send(url))
    fill()
    return token, order.get("order_id") or order["_id"]


def log_in(url, email, password):
    return json.loads(Request("/auth/login", "", {"email": email, "password": password}).send(url))["access_token"]


def row(name, requests, served):
    answer = requests[0].send(served.url("logging", ""))
    calls, in_c = repeated_in_c(requests, served.url("logging", ""))
    bare = [Request(f"/bytes/{len(answer)}", requests[0].token, requests[0].body)]
    cpu, rates = {"logging": [], "bare": []}, []
    with script(requests) as ours, script(bare) as theirs:
        sent = [("logging", ours.name), ("bare", theirs.name)]
        for kind, file in sent:
            wrk.run(served.url(kind, ""), WARM_UP_SECONDS, script=[file])
        for _ in range(ROUNDS):
            for kind, file in sent:
                microseconds, rate = measured(served, kind, file)
                cpu[kind].append(microseconds)
                if kind == "logging":
                    rates.append(rate)
    with script(bare, pausing(wrk.CONNECTIONS / median(rates) * 1000)) as theirs:
        as_often = measured(served, "bare", theirs.name)[0]
    route, alone = median(cpu["logging"]), median(cpu["bare"])
    of_c, beyond = route / in_c, (route - in_c) / alone
    is_met = beyond <= TARGET_OF_BARE and ("/cart" not in name or of_c <= TARGET_OF_C)
    return [
        f"`{name}`", f"{calls / len(requests):.0f}", f"{route:.0f}", f"{in_c:.0f}", f"{alone:.0f}", f"{as_often:.0f}",
        f"{of_c:.2f}", f"{beyond:.2f}", "met" if is_met else "missed",
    ]  # fmt: skip


def measured(served, kind, file):
    """Processor time a request, in microseconds, and requests a second."""
    before = served.cpu_seconds
    run = wrk.run(served.url(kind, ""), SECONDS, script=[file])
    return (served.cpu_seconds - before) / run.requests * 1e6, run.requests / SECONDS


def pausing(milliseconds):
    """What makes wrk wait after each answer: so long on average, for it knows whole milliseconds only."""
    return f"function delay() return math.floor({milliseconds:.3f} + math.random()) end"


def repeated_in_c(requests, url):
    """How many calls the requests make, and C's microseconds for those of one request."""
    uri = urlsplit(os.environ["MONGODB_URI"])
    database = uri.path.strip("/")
    with MongoConnection(uri.port) as mongo:
        mongo.command(database, profile=2)
        for request in requests:
            request.send(url)
        mongo.command(database, profile=0)
        rounds = max(1, CALLS_IN_C // len(requests) // 3)
        if any(request.body for request in requests):
            # A cart has room for so many.
            rounds = min(rounds, 250)
        command = [EXECUTABLE, "replay", "--rounds", str(rounds)]
        report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        mongo.command(database, drop="system.profile")
    return report["calls"], report["seconds"] / len(requests) * 1e6


def script(requests, more=""):
    """A file that tells wrk what to send, in turns, and more in its language."""
    texts = ",\n".join(
        f"wrk.format({json.dumps(request.method)}, {json.dumps(request.path)}, "
        f"{{['Authorization'] = {json.dumps('Bearer ' + request.token)}, ['Content-Type'] = 'application/json'}}, "
        f"{'nil' if request.body is None else lua(json.dumps(request.body))})"
        for request in requests
    )
    file = tempfile.NamedTemporaryFile("w", suffix=".lua")
    file.write(f"""
local requests = {{}}
local turn = 0
function init() requests = {{ {texts} }} end
function request()
    turn = turn % #requests + 1
    return requests[turn]
end
{more}""")
    file.flush()
    return file


def lua(text):
    return f"[==[{text}]==]"
