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

answers = defaultdict(Counter)
# The identifiers of documents that were seen, by the parameter that takes them.
seen = {"product_id": set(), "order_id": set()}
SOURCES = {"/products": "product_id", "/admin/products": "product_id", "/orders": "order_id"}


@schemathesis.hook
def before_call(context, case, kwargs):
    is_sound = case.meta is not None and case.meta.generation.mode.is_positive
    # Some stay as they were made up, and few delete: there must be products left.
    if not is_sound or random.random() < (0.95 if case.method == "DELETE" else 0.5):
        return
    if case.path == "/checkout/create-order" and "Authorization" in (case.headers or {}):
        add = {"product_id": random.randint(1, 20), "qty": 1}
        headers = {"Authorization": case.headers["Authorization"]}
        requests.post(f"{case.operation.schema.get_base_url()}/cart/add", json=add, headers=headers, timeout=30)
    if case.path.startswith("/api/v1/products/{id}/variants"):
        case.path_parameters["id"] = str(random.randint(1, 20))
    for parameters in (case.path_parameters, case.query):
        for name in seen.keys() & (parameters or {}).keys():
            # The query's product_id is a product's number.
            if seen[name] and not (name == "product_id" and parameters is case.query):
                parameters[name] = random.choice(sorted(seen[name]))


@schemathesis.hook
def after_call(context, case, response):
    described = case.method.upper() == case.operation.method.upper()
    answers[case.operation.label if described else "other methods"][response.status_code] += 1
    if response.status_code == 200 and described and case.path in SOURCES:
        body = response.json()
        documents = body if isinstance(body, list) else [body]
        seen[SOURCES[case.path]].update(document["_id"] for document in documents if "_id" in document)


@atexit.register
def write():
    Path(os.environ["TALLY"]).write_text(json.dumps(answers))
