"""Readers beside buyers and reviewers: how often the cache has what is read, and how old what lists show is at most."""

import http.client
import json
import os
import re
import subprocess
import threading
import time
from bisect import bisect_right
from collections import Counter
from pathlib import Path

from served import Served
from tables import table

READERS = 1000
"""Each reads once a second or so."""
PURCHASES = 100
"""A second, as reviews."""
REVIEWS = 20
SECONDS = 30
BUYERS = 16
PRODUCTS = 20
STOCK = 1_000_000
HIT_RATE = 0.9
PROMISED_SECONDS = 5
BUYERS_KINDS = {"record"}
"""What only carts look up: the products that are being bought."""
LINE = re.compile(r"CACHE (HIT|MISS) \[products\]: Key '([^']*)'")


def measure(seconds=SECONDS):
    seconds = int(float(seconds))
    with Served("tracing") as served:
        port = served.ports["tracing"]
        shop = Shop(port)
        log = Path(os.environ["BODEGA_SCRATCH"]) / "shop.log"
        readers = read(served, seconds + 2)
        time.sleep(2)
        start = log.stat().st_size
        figures = mix(shop, seconds)
        readers.terminate()
        readers.wait()
    with open(log, encoding="utf-8", errors="replace") as lines:
        lines.seek(start)
        return report(figures, counts(lines), seconds)


def read(served, seconds):
    script = Path(__file__).with_name("freshness.lua")
    command = [
        "wrk", "--threads", "1", "--connections", str(READERS), "--duration", f"{seconds}s", "--timeout", "30s",
        "--script", str(script), served.url("tracing", "/"),
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def counts(lines):
    """Hits and misses by the kind of what was asked for: what a key begins with."""
    found = Counter()
    for line in lines:
        if match := LINE.search(line):
            found[match[2].split(":")[0], match[1]] += 1
    return found


class Shop:
    """Customers, and products that don't run out."""

    def __init__(self, port):
        self.port = port
        admin = self.connect()
        token = admin.call("POST", "/auth/login", {"email": "admin@example.com", "password": "admin123"})["access_token"]
        admin.token = token
        listed = admin.call("GET", f"/products?limit={PRODUCTS}")
        self.products = {product["product_id"]: product["id"] for product in listed}
        for product in self.products.values():
            admin.call("PATCH", f"/admin/products/{product}", {"inventory": STOCK})
        self.buyers = [self.customer() for _ in range(BUYERS)]

    def connect(self):
        return Connection(self.port)

    def customer(self):
        customer = self.connect()
        account = {"email": f"{os.urandom(8).hex()}@example.com", "password": "SecurePass123", "name": "Ann Miller"}
        customer.token = customer.call("POST", "/api/v1/auth/register", account)["access_token"]
        return customer


class Connection:
    def __init__(self, port):
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.token = None

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._http.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = self._http.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {answer[:200]}")
        return json.loads(answer) if answer else None


class Figures:
    """What was bought when, and how old what was shown has been."""

    def __init__(self, products):
        self.lock = threading.Lock()
        self.sold = {product: [] for product in products}
        self.reviews = 0
        self.oldest = {"list": 0.0, "product": 0.0}
        self.problems = []

    def did_sell(self, product):
        with self.lock:
            self.sold[product].append(time.monotonic())

    def did_show(self, kind, product, inventory, asked):
        """What was asked for at a moment: the first sale that it lacks, if it was answered before, makes it so old."""
        with self.lock:
            sales, shown = self.sold[product], STOCK - inventory
            if shown < bisect_right(sales, asked):
                self.oldest[kind] = max(self.oldest[kind], asked - sales[shown])


def mix(shop, seconds):
    figures = Figures(shop.products)
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=guarded, args=(figures, buy, shop, buyer, figures, end)) for buyer in shop.buyers]
    threads.append(threading.Thread(target=guarded, args=(figures, review, shop, figures, end)))
    threads.append(threading.Thread(target=guarded, args=(figures, look, shop, figures, end)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures


def guarded(figures, work, *arguments):
    try:
        work(*arguments)
    except (RuntimeError, OSError, http.client.HTTPException) as problem:
        figures.problems.append(str(problem))


def paced(rate, end):
    """So many turns a second, or as many as there is time for."""
    turn = time.monotonic()
    while turn < end:
        if (wait := turn - time.monotonic()) > 0:
            time.sleep(wait)
        if time.monotonic() >= end:
            return
        yield
        turn += 1 / rate


def buy(shop, buyer, figures, end):
    numbers = list(shop.products)
    for turn, _ in enumerate(paced(PURCHASES / BUYERS, end)):
        number = numbers[(turn + id(buyer)) % len(numbers)]
        buyer.call("POST", "/cart/add", {"product_id": number, "qty": 1})
        order = buyer.call("POST", "/checkout/create-order")["order_id"]
        buyer.call("POST", f"/payments/confirm?order_id={order}")
        figures.did_sell(number)


def review(shop, figures, end):
    waiting, reviewer = [], None
    for turn, _ in enumerate(paced(REVIEWS, end)):
        if not waiting:
            waiting, reviewer = list(shop.products), shop.customer()
        reviewer.call("POST", f"/api/v1/products/{waiting.pop()}/reviews", {"rating": 1 + turn % 5})
        figures.reviews += 1


def look(shop, figures, end):
    """Compares what is shown with what was bought."""
    reader = shop.connect()
    for turn, _ in enumerate(paced(20, end)):
        asked = time.monotonic()
        for product in reader.call("GET", f"/products?limit={PRODUCTS}"):
            figures.did_show("list", product["product_id"], product["inventory"], asked)
        number = list(shop.products)[turn % len(shop.products)]
        asked = time.monotonic()
        product = reader.call("GET", f"/api/v1/products/{number}")
        figures.did_show("product", number, product["inventory"], asked)


def report(figures, found, seconds):
    kinds = sorted({kind for kind, _ in found})
    groups = {kind: {kind} for kind in kinds} | {"what readers ask": {*kinds} - BUYERS_KINDS, "all": {*kinds}}
    rows, rates = [], {}
    for name, group in groups.items():
        hits, misses = (
            sum(count for (kind, outcome), count in found.items() if outcome == wanted and kind in group)
            for wanted in ("HIT", "MISS")
        )
        rates[name] = hits / max(1, hits + misses)
        rows.append([name, f"{hits / seconds:,.0f}", f"{misses / seconds:,.1f}", f"{100 * rates[name]:.1f} %"])
    rate = rates["what readers ask"]
    print(f"\n### Freshness, {seconds} seconds\n")
    print(table(["keys that begin with", "hits/s", "misses/s", "hit rate"], rows, text_columns=1))
    sales = sum(map(len, figures.sold.values()))
    late = figures.oldest["list"] > PROMISED_SECONDS
    print(
        f"\n{READERS} readers, {sales / seconds:.0f} purchases and {figures.reviews / seconds:.0f} reviews a second, on one "
        f"instance. The oldest stock that was shown after a purchase was answered: in a list {figures.oldest['list']:.2f} s, "
        f"of a product {figures.oldest['product']:.2f} s. Verdict: "
        f"{'too old' if late else 'too many misses' if rate < HIT_RATE else 'as promised'}.",
        flush=True,
    )
    for problem in figures.problems:
        print(problem, flush=True)
    return 1 if late or rate < HIT_RATE or figures.problems else 0
