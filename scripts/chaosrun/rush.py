"""A thousand buyers who want one of a hundred pieces at the same moment, at three instances, while workers are killed."""

import random
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .buyers import PASSWORD
from .client import Client, Record
from .clock import rest, wait_until
from .data_checks import read
from .newcomers import REGISTER
from .payers import ORDERS
from .report import Report

BUYERS = 1000
PIECES = 100
HANDS = 100
SLUG = "rare"
# Each of them is paid in the end.
TOKENS = ["tok_success", "tok_success", "tok_timeout", "tok_unreachable"]
MORE_KILLS = 5
"""After the last order was placed."""
UNTIL_PAID_SECONDS = 120


def rush(place):
    """Prints what it took; whether all was as it must be."""
    record = Record()
    product = _product(place.instances, record)
    with ThreadPoolExecutor(HANDS) as hands:
        buyers = list(hands.map(lambda number: _buyer(place.instances, record, number), range(BUYERS)))
        began = time.monotonic()
        answers = [hands.submit(_order, buyer, product) for buyer in buyers]
        # Here, since a process ends with the thread that has started it.
        while not all(answer.done() for answer in answers):
            _kill_worker(place)
        ordered = time.monotonic() - began
        told = Counter(answer.result() for answer in answers)
        for _ in range(MORE_KILLS):
            _kill_worker(place)
        # What a killed worker had comes to another after 30 s.
        wait_until(lambda: not _waiting(place, product), UNTIL_PAID_SECONDS)
        paid = time.monotonic() - began
    print(f"  {BUYERS} buyers, {PIECES} pieces: {dict(told)} after {ordered:.1f} s, all paid after {paid:.1f} s")
    [stored] = read(place, "products", {"slug": SLUG}, {"inventory": 1, "reserved": 1, "sold": 1})
    orders = Counter(
        order["status"] for order in read(place, "orders", {"items.product_id": product}, {"status": 1})
    )
    report = Report()
    report.require("as many orders as pieces, and every other buyer told why not", BUYERS,
                   told == {201: PIECES, "out_of_stock": BUYERS - PIECES}, dict(told))  # fmt: skip
    report.require("each order is paid", PIECES, orders == {"paid": PIECES}, dict(orders))
    books = (stored["inventory"], stored.get("reserved", 0), stored["sold"])
    report.require("nothing is left, nothing set aside, all sold", 1, books == (0, 0, PIECES), books)
    print(report.text(), flush=True)
    return report.holds


def _product(instances, record):
    admin = Client(instances, record)
    _, body = admin.request(0, "POST", "/auth/login", {"email": "admin@example.com", "password": "admin123"})
    admin.token = body["access_token"]
    answer, body = admin.request(0, "POST", "/admin/products", {
        "product_id": 1, "name": "Rare", "slug": SLUG, "price": 9.5, "inventory": PIECES,
    })  # fmt: skip
    if answer.status != 200:
        raise RuntimeError(f"product: {answer.status} {answer.error} {body}")
    return body["id"]


def _buyer(instances, record, number):
    client = Client(instances, record)
    client.number = number
    account = {"email": f"rush-{uuid.uuid4().hex}@example.com", "password": PASSWORD, "name": "Robin"}
    _, body = _insist(client, REGISTER, account)
    client.token = body["access_token"]
    return client


def _order(buyer, product):
    """What a buyer was told: the status, or why not."""
    body = {"items": [{"product_id": product}], "payment_token": TOKENS[buyer.number % len(TOKENS)]}
    answer, content = _insist(buyer, ORDERS, body)
    return content["code"] if answer.status == 409 else answer.status


def _insist(client, path, body):
    key = str(uuid.uuid4())
    for attempt in range(600):
        answer, content = client.request((client.number + attempt) % len(client.instances), "POST", path, body, key=key)
        if answer.is_final:
            return answer, content
        time.sleep(0.1)
    raise RuntimeError(f"POST {path} was never answered: {answer.status} {answer.error}")


def _waiting(place, product):
    return read(place, "orders", {"items.product_id": product, "status": "pending"}, {"_id": 1})


def _kill_worker(place):
    rest(0.5 + random.random())
    worker = random.choice(place.workers)
    worker.kill()
    worker.start()
    worker.finish()
