"""What must hold of the pages that the instances show after a fault: what they remember must be true."""

import json
import urllib.request

from .clock import rest, wait_until
from .data_checks import read

# A change that was made through another instance, or by a process that died right afterwards, takes a moment.
MOST_SECONDS_TO_TELL = 5


def check_price(report, place, product, price):
    """
    price: what an admin set it to while Redis was away.
    """
    wrong = []
    for _ in range(20):
        wrong += [
            f"{address} shows {shown}, it was set to {price}"
            for address, shown in _shown(place, product, "price") if shown != price
        ]  # fmt: skip
        rest(0.05)
    report.add("no stale price afterwards", 80, wrong)


def check_new_price(report, place, admin, product):
    """Both instances remember a page, then its price changes."""
    _shown(place, product, "price")
    answer, body = admin.request(1, "PATCH", f"/admin/products/{product['id']}", {"price": 33.33})
    if answer.status != 200:
        report.add("a price can be changed afterwards", 1, [f"{answer.status} {answer.error} {body}"])
        return
    told = wait_until(lambda: all(p == "33.33" for _, p in _shown(place, product, "price")), MOST_SECONDS_TO_TELL)
    report.add("both instances learn of a price that is changed afterwards", 4, [] if told is not None else [
        f"{address} shows {shown}" for address, shown in _shown(place, product, "price")])  # fmt: skip


def check_inventories(report, place, products):
    stored = {
        product["product_id"]: product["inventory"]
        for product in read(
            place, "products", {"product_id": {"$in": [p["product_id"] for p in products]}},
            {"product_id": 1, "inventory": 1})
    }  # fmt: skip
    wrong = []
    for product in products:
        left = stored[product["product_id"]]
        if wait_until(
            lambda: all(shown == left for _, shown in _shown(place, product, "inventory")), MOST_SECONDS_TO_TELL
        ) is None:
            wrong += [
                f"{address} shows {shown}, {left} are left"
                for address, shown in _shown(place, product, "inventory") if shown != left
            ]
    report.add("pages show what is left", 4 * len(products), wrong)


def _shown(place, product, field):
    """What the product's page and a list show of it, at each instance, by address."""
    shown = []
    for instance in place.instances:
        page = f"{instance.address}/products/{product['slug']}"
        shown.append((page, _get(page)[field]))
        listed = f"{instance.address}/products?product_id={product['product_id']}"
        shown.append((listed, _get(listed)[0][field]))
    return shown


def _get(address):
    with urllib.request.urlopen(address, timeout=10) as response:
        return json.load(response, parse_float=str)
