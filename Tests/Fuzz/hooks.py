"""Leads Schemathesis to what made-up requests hardly ever meet, a cart with something in it, an order, a product; and
counts for `scripts/dev fuzz` what was asked and what was answered."""

import atexit
import json
import os
import random
from collections import Counter, defaultdict
from pathlib import Path

import requests
import schemathesis

PRODUCTS, CATEGORIES = "/api/v1/products/{id}", "/api/v1/categories/{id}"
KEPT = ("/api/v1/admin/coupons", "/api/v1/admin/shipping-methods")
VARIANT = PRODUCTS + "/variants/{variant_id}"
# Its variants are added before (scripts/fuzzing).
WITH_VARIANTS = 20
answers = defaultdict(Counter)
# What was seen, by what names it in paths and queries: identifiers of documents, pairs of product and variant, names.
seen = defaultdict(set)
SOURCES = {"/products": "product_id", "/admin/products": "product_id", "/orders": "order_id"}


@schemathesis.hook
def before_call(context, case, kwargs):
    is_sound = case.meta is not None and case.meta.generation.mode.is_positive
    # Some stay as they were made up, and few delete: there must be products left.
    if not is_sound or random.random() < (0.95 if case.method == "DELETE" and not is_of_caller(case) else 0.5):
        return
    if case.path.startswith("/api/v1/cart") and "Authorization" not in (case.headers or {}) and seen["cart_token"]:
        case.headers["X-Cart-Token"] = any_of("cart_token")
    is_logged_in = "Authorization" in (case.headers or {})
    if case.operation.label == "POST /api/v1/orders" and not is_logged_in and seen["cart_token"]:
        lead_guest(case)
    elif case.path in ("/checkout/create-order", "/api/v1/orders"):
        ask(case, "/cart/add", {"product_id": a_product(), "qty": 1})
    if case.path.startswith("/api/v1/orders/{id}") and not is_logged_in and seen["order_token"]:
        case.path_parameters["id"], case.headers["X-Order-Token"] = any_of("order_token")
    lead_body(case)
    lead_path(case)
    for parameters in (case.path_parameters, case.query):
        for name in seen.keys() & (parameters or {}).keys():
            # The query's product_id is a product's number.
            if seen[name] and not (name == "product_id" and parameters is case.query):
                parameters[name] = any_of(name)


def is_of_caller(case):
    return case.path.startswith(("/api/v1/cart", "/api/v1/wishlist"))


def lead_body(case):
    body = case.body if isinstance(case.body, dict) else {}
    items = body["items"] if isinstance(body.get("items"), list) else []
    for line in (body, *items):
        if is_of_caller(case) and isinstance(line, dict):
            variant = line.pop("variant_id", None)
            if "product_id" in line:
                line["product_id"] = a_product()
            if variant and seen["variant"]:
                line["product_id"], line["variant_id"] = any_of("variant")
    if case.path == "/api/v1/orders":
        for line in items:
            if isinstance(line, dict):
                line["product_id"] = a_product()
                line.pop("variant_id", None)
                line.pop("price", None)
        for name in ("address_id", "shipping_method", "expected_total", "coupon"):
            body.pop(name, None)
    if case.path in ("/api/v1/orders", "/api/v1/cart/coupon") and seen["coupon"]:
        body["coupon" if case.path == "/api/v1/orders" else "code"] = any_of("coupon")
    # All variants of a product have the same options.
    if case.path.startswith(PRODUCTS + "/variants") and "options" in body:
        body["options"] = {"size": f"{random.getrandbits(32):x}"}
    if body.get("parent_id") and seen["category_id"]:
        body["parent_id"] = any_of("category_id")


def lead_guest(case):
    case.headers["X-Cart-Token"] = any_of("cart_token")
    ask(case, "/api/v1/cart/items", {"product_id": a_product()})
    if isinstance(case.body, dict):
        case.body["email"] = "guest@example.com"
        for name in ("items", "address_id"):
            case.body.pop(name, None)


def lead_path(case):
    if case.path == "/api/v1/cart/items/{id}":
        product = a_product()
        ask(case, "/api/v1/cart/items", {"product_id": product})
        case.path_parameters["id"] = str(product)
    elif case.path.startswith("/api/v1/wishlist/"):
        product = a_product()
        ask(case, "/api/v1/wishlist", {"product_id": product})
        case.path_parameters["product_id"] = str(product)
    elif case.path == VARIANT and seen["variant"]:
        case.path_parameters.update(zip(("id", "variant_id"), any_of("variant")))
    elif case.path == PRODUCTS + "/restore" and seen["removed"]:
        case.path_parameters["id"] = any_of("removed")
    elif case.path == PRODUCTS + "/variants" and random.random() < 0.5:
        case.path_parameters["id"] = str(WITH_VARIANTS)
    elif case.path.startswith(PRODUCTS):
        case.path_parameters["id"] = str(a_product())
    elif case.path.removesuffix("/{id}") in KEPT and "id" in (case.path_parameters or {}):
        if seen[case.path.removesuffix("/{id}")]:
            case.path_parameters["id"] = any_of(case.path.removesuffix("/{id}"))
    elif case.path == CATEGORIES and seen["category"]:
        case.path_parameters["id"] = any_of("category")


def ask(case, path, body):
    """Prepares for a request, as who makes it."""
    headers = {name: case.headers[name] for name in ("Authorization", "X-Cart-Token") if name in (case.headers or {})}
    if headers:
        requests.post(case.operation.schema.get_base_url() + path, json=body, headers=headers, timeout=30)


def a_product():
    return random.randint(1, WITH_VARIANTS)


def any_of(name):
    return random.choice(sorted(seen[name]))


@schemathesis.hook
def after_call(context, case, response):
    described = case.method.upper() == case.operation.method.upper()
    answers[case.operation.label if described else "other methods"][response.status_code] += 1
    if response.status_code in (200, 201, 204) and described:
        remember(case, response)


def remember(case, response):
    if case.operation.label == f"DELETE {PRODUCTS}":
        seen["removed"].add(case.path_parameters["id"])
    # Pictures and invoices are no JSON, and a 204 has no body.
    if not response.headers.get("content-type", [""])[0].startswith("application/json"):
        return
    body = response.json()
    documents = body if isinstance(body, list) else body.get("items", [body])
    if case.path in SOURCES:
        seen[SOURCES[case.path]].update(document["_id"] for document in documents if "_id" in document)
    elif case.path == "/api/v1/cart/token":
        seen["cart_token"].add(body["cart_token"])
    elif case.path == "/api/v1/orders" and body.get("order_token"):
        seen["order_token"].add((body["id"], body["order_token"]))
    elif case.path == PRODUCTS + "/variants":
        seen["variant"].update((case.path_parameters["id"], document["id"]) for document in documents)
    elif case.path == "/api/v1/categories":
        seen["category_id"].update(document["id"] for document in documents)
        seen["category"].update(document["slug"] for document in documents)
    elif case.path in KEPT:
        seen[case.path].update(document["id"] for document in documents)
        seen["coupon"].update(document["code"] for document in documents if "code" in document)
    elif case.path == "/api/v1/tags":
        seen["tag"].update(document["name"] for document in documents)


@schemathesis.check
def a_cart_opens_to_its_token(context, response, case):
    """`ignored_auth` knows no token that is looked up, and so is unknown (404) where others are wrong (401)."""
    sent = response.request.headers
    is_of_carts = case.path.startswith("/api/v1/cart") and case.path != "/api/v1/cart/token"
    if is_of_carts and response.status_code < 400 and "Authorization" not in sent:
        assert sent.get("X-Cart-Token") in seen["cart_token"], "A cart opens to a token that nobody was given"


@schemathesis.check
def an_order_opens_to_its_token(context, response, case):
    sent = response.request.headers
    if case.path.startswith("/api/v1/orders/{id}") and response.status_code < 400 and "Authorization" not in sent:
        tokens = {token for _, token in seen["order_token"]}
        assert sent.get("X-Order-Token") in tokens, "An order opens to a token that nobody was given"


@atexit.register
def write():
    Path(os.environ["TALLY"]).write_text(json.dumps(answers))
