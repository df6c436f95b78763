"""A hundred thousand purchases in one run, from two instances that let changes travel together, while what they need dies."""

import asyncio
import json
import random
import threading
import time
import uuid
from collections import Counter

from . import faults
from .buyers import PASSWORD
from .client import Client, Record
from .clock import rest
from .data_checks import read
from .doctor import doctor
from .report import Report

BUYERS = 64
PRODUCTS = 8
STOCK = 1_000_000
SETTINGS = {"MONGODB_GROUP_SIZE": "16"}
FAULTS = ("instance-killed", "primary-killed", "election", "connections-broken", "secondary-killed", "sigterm")
"""Those that cut off a group in the middle: its process, the server that commits it, the connection to it."""
BETWEEN_SECONDS = 5
ANSWER_SECONDS = 20


class Buyer:
    """Buys again and again. What is not answered is asked again with the same key, of one instance or the other."""

    def __init__(self, number, place, token, products):
        self.place, self.token, self.products = place, token, products
        self.random = random.Random(number)
        # Pieces that were put into the cart: answered so, and those of requests whose outcome is not known.
        self.pieces = self.perhaps = 0
        self.paid = []
        self.unanswered = Counter()
        self._connection = None

    async def buy(self):
        quantity, product = self.random.randint(1, 3), self.random.choice(self.products)
        while True:
            status, _ = await self._send("/cart/add", {"product_id": product, "qty": quantity})
            if status == 200:
                self.pieces += quantity
                break
            _require_waiting("/cart/add", status)
            self.perhaps += quantity
        order = (await self._insist("/checkout/create-order", {}))["order_id"]
        answer = await self._insist(f"/payments/confirm?order_id={order}&outcome=success")
        if (answer["order_id"], answer["status"]) != (order, "paid"):
            raise RuntimeError(f"order {order} was answered {answer}")
        self.paid.append(order)

    async def _insist(self, path, body=None):
        key, deadline = str(uuid.UUID(int=self.random.getrandbits(128))), time.monotonic() + 120
        while time.monotonic() < deadline:
            status, content = await self._send(path, body, key)
            if status == 200:
                return content
            _require_waiting(path, status, content)
            await asyncio.sleep(0.05 + self.random.random() * 0.2)
        raise RuntimeError(f"POST {path} was never answered")

    async def _send(self, path, body=None, key=None):
        """The status and what was answered; None without an answer."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status, content = await self._exchange(path, body, key)
        except (OSError, EOFError, TimeoutError):
            self._hang_up()
            status, content = None, None
            await asyncio.sleep(0.1)
        if status != 200:
            self.unanswered[status] += 1
        return status, content

    async def _exchange(self, path, body, key):
        if not self._connection:
            port = self.random.choice(self.place.instances).port
            self._connection = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = self._connection
        data = b"" if body is None else json.dumps(body).encode()
        head = [f"POST {path} HTTP/1.1", "Host: shop", f"Authorization: Bearer {self.token}", f"Content-Length: {len(data)}"]
        head += ["Content-Type: application/json"] if data else []
        head += [f"Idempotency-Key: {key}"] if key else []
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + data)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        content = await reader.readexactly(int(fields["content-length"]))
        if fields.get("connection") == "close":
            self._hang_up()
        return int(lines[0].split()[1]), json.loads(content)

    def _hang_up(self):
        if self._connection:
            self._connection[1].close()
        self._connection = None


def _require_waiting(path, status, content=None):
    """Whatever can't be answered now; another request of the key may be under way, too."""
    if status not in (None, 503, 409):
        raise RuntimeError(f"POST {path} was answered {status} {content}")


def marathon(place, purchases):
    """Prints what it took; whether all was as it must be."""
    products, buyers = _prepare(place)
    began = time.monotonic()
    crowd = threading.Thread(target=lambda: asyncio.run(_shop(buyers, purchases)), daemon=True)
    crowd.start()
    acts, notes = Counter(), []
    # Here, since a process ends with the thread that has started it.
    while crowd.is_alive():
        fault = next(fault for fault in faults.ALL if fault.name == FAULTS[acts.total() % len(FAULTS)])
        rest(BETWEEN_SECONDS)
        fault.act(place, notes)
        acts[fault.name] += 1
    seconds = time.monotonic() - began
    paid = [order for buyer in buyers for order in buyer.paid]
    refused = sum((buyer.unanswered for buyer in buyers), Counter())
    print(f"  {len(paid):,} purchases in {seconds:.0f} s, {len(paid) / seconds:.0f} a second; {dict(acts)}; not answered 200: {dict(refused)}")
    report = Report()
    report.add("what the faults themselves saw", acts.total(), (note for note in notes if note.startswith("VIOLATION")))
    report.require("as many purchases as there were to be", purchases, len(paid) == purchases, len(paid))
    _check(place, report, buyers, products, paid)
    doctor(place, report)
    print(report.text(), flush=True)
    return report.holds


async def _shop(buyers, purchases):
    left = iter(range(purchases))

    async def shop(buyer):
        for _ in left:
            await buyer.buy()

    await asyncio.gather(*map(shop, buyers))


def _prepare(place):
    client = Client(place.instances, Record())
    _, body = client.request(0, "POST", "/auth/login", {"email": "admin@example.com", "password": "admin123"})
    admin = body["access_token"]
    products = {}
    for number in range(1, PRODUCTS + 1):
        draft = {"product_id": number, "name": f"Thing {number}", "slug": f"thing-{number}", "price": 9.5, "inventory": STOCK}
        _, body = client.request(0, "POST", "/admin/products", draft, token=admin)
        products[body["id"]] = number
    buyers = []
    for number in range(BUYERS):
        account = {"email": f"runner-{number}@example.com", "password": PASSWORD}
        _, body = client.request(0, "POST", "/auth/signup", account)
        buyers.append(Buyer(number, place, body["access_token"], list(products.values())))
    return products, buyers


def _check(place, report, buyers, products, paid):
    report.require("no order was answered twice", len(paid), len(set(paid)) == len(paid), len(set(paid)))
    stored = Counter({group["_id"]: group["orders"] for group in _sums(place, "$status", orders={"$sum": 1})})
    report.require("each order is paid, and there is no other", len(paid), stored == {"paid": len(paid)}, dict(stored))
    known = {order["_id"].hex() for order in read(place, "orders", {"status": "paid"}, {"_id": 1})}
    report.add("each order that was answered paid is so", len(paid), (order for order in paid if order not in known))
    lines = _sums(place, "$items.product_id", [{"$unwind": "$items"}], pieces={"$sum": "$items.qty"})
    sold = {line["_id"]: line["pieces"] for line in lines}
    books = {
        product["_id"].hex(): (product["inventory"], product.get("reserved", 0), product["sold"])
        for product in read(place, "products", {"product_id": {"$lte": PRODUCTS}}, {"inventory": 1, "reserved": 1, "sold": 1})
    }
    report.add("of each product, as much is gone as was sold", len(products), (
        f"product {id}: {books.get(id)}, in orders {sold.get(id, 0)}"
        for id in products if books.get(id) != (STOCK - sold.get(id, 0), 0, sold.get(id, 0))
    ))  # fmt: skip
    pieces, perhaps = sum(buyer.pieces for buyer in buyers), sum(buyer.perhaps for buyer in buyers)
    left = sum(line["qty"] for cart in read(place, "carts", {}, {"items.qty": 1}) for line in cart["items"])
    found = sum(sold.values()) + left
    report.require("no piece that was put into a cart was lost or ordered twice", pieces,
                   pieces <= found <= pieces + perhaps, f"{pieces} to {pieces + perhaps} put in, {found} found")  # fmt: skip
    payments = place.command(count="orders", query={"status": "paid", "paid_at": {"$type": "date"}})["n"]
    report.require("each is paid at one time", len(paid), payments == len(paid), payments)


def _sums(place, by, stages=(), **sums):
    pipeline = [*stages, {"$group": {"_id": by, **sums}}]
    return place.command(
        aggregate="orders", pipeline=pipeline, cursor={"batchSize": 1000}, readConcern={"level": "majority"}
    )["cursor"]["firstBatch"]
