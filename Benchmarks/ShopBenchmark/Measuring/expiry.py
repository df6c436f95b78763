"""Thousands of reservations that end at one moment: how soon all pieces are back, and what the shop's readers feel of it."""

import http.client
import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import routes
import wrk
from localservers.mongo_wire import MongoConnection
from served import Served

ORDERS = 10_000
BUYERS = 8
PRODUCTS = 20
FIRST_PRODUCT = 1000
CONNECTIONS = 8
SECONDS = 5
AHEAD_SECONDS = 2
"""From when all is made to end together to when it ends: the writing takes some of it."""
MOST_SECONDS = 10
MOST_RATIO = 2
DATABASE = "expiry"


def measure():
    with Served("counting", database=DATABASE) as served:
        url = served.url("counting", "")
        for number in range(PRODUCTS):
            add_product(url, FIRST_PRODUCT + number)
        with ThreadPoolExecutor(BUYERS) as hands:
            list(hands.map(lambda number: place(served.ports["counting"], number), range(BUYERS)))
        before = read(url)
        soon = {"$dateAdd": {"startDate": "$$NOW", "unit": "second", "amount": AHEAD_SECONDS}}
        moment = time.time() + AHEAD_SECONDS
        command(update="orders", updates=[
            {"q": {"status": "pending"}, "u": [{"$set": {"expires_at": soon}}], "multi": True}
        ])  # fmt: skip
        with ThreadPoolExecutor(1) as hands:
            during = hands.submit(read, url)
            while waiting():
                time.sleep(0.05)
            seconds = time.time() - moment
            during = during.result()
        reserved = command(count="products", query={"reserved": {"$gt": 0}})["n"]
    ratio = during.p99 / before.p99
    print(
        f"\n### Reservations that end at one moment\n\n{ORDERS:,} orders of {PRODUCTS} products ended {seconds:.1f} s after their time "
        f"(target {MOST_SECONDS}: {verdict(seconds <= MOST_SECONDS)}), with {reserved} products of which something is set aside. Product "
        f"pages by {CONNECTIONS} connections meanwhile: p99 {during.p99:.1f} ms, before {before.p99:.1f} ms, {ratio:.1f} times "
        f"(target {MOST_RATIO}: {verdict(ratio <= MOST_RATIO)}).",
        flush=True,
    )
    return 1 if reserved else 0


def add_product(url, number):
    admin = {"email": "admin@example.com", "password": "admin123"}
    token = json.loads(routes.Request("/auth/login", "", admin).send(url))["access_token"]
    product = {"product_id": number, "name": f"Article {number}", "slug": f"article-{number}", "price": 9.5, "inventory": ORDERS}
    routes.Request("/admin/products", token, product).send(url)


def place(port, buyer):
    """Orders that wait for somebody to confirm the payment."""
    account = {"email": f"buyer{buyer}@example.com", "password": "correct horse", "name": "A Buyer"}
    token = json.loads(routes.Request("/api/v1/auth/register", "", account).send(f"http://127.0.0.1:{port}"))["access_token"]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for number in range(ORDERS // BUYERS):
        order = {"items": [{"product_id": str(FIRST_PRODUCT + number % PRODUCTS), "quantity": 1}], "payment_token": "tok_manual"}
        connection.request("POST", "/api/v1/orders", json.dumps(order), headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 201:
            raise RuntimeError(f"POST /api/v1/orders: {response.status} {body}")


def read(url):
    return wrk.run(f"{url}/products?limit=20", SECONDS, CONNECTIONS)


def waiting():
    return command(count="orders", query={"status": "pending"})["n"]


def command(**document):
    port = int(re.search(r":(\d+)", os.environ["MONGODB_URI"])[1])
    with MongoConnection(port, timeout=60) as connection:
        return connection.command(DATABASE, **document)


def verdict(is_met):
    return "met" if is_met else "missed"
