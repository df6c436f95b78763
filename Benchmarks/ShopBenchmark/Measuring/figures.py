"""What was sold in a year of a million orders: how long each answer takes."""

import datetime
import http.client
import json
import os
import subprocess
import time
import urllib.parse
from statistics import quantiles

from served import EXECUTABLE, Served
from tables import table

ORDERS = int(os.environ.get("BODEGA_ORDERS", 1_000_000))
"""`BODEGA_ORDERS` makes it smaller, to try the measurement itself."""
TIMES = 300
TARGET_MILLISECONDS = 50
DATABASE = "figures"
ZONE = "Asia/Kathmandu"
"""A zone whose days begin within an hour of UTC."""


def measure():
    uri = urllib.parse.urlsplit(os.environ["MONGODB_URI"])._replace(path=f"/{DATABASE}").geturl()
    began = time.monotonic()
    subprocess.run([EXECUTABLE, "seed-orders", str(ORDERS)], check=True, env=os.environ | {"MONGODB_URI": uri})
    seconds = time.monotonic() - began
    with Served("shop", database=DATABASE) as served:
        connection = http.client.HTTPConnection("127.0.0.1", served.ports["shop"], timeout=60)
        token = log_in(connection)
        times = {name: times_of(connection, token, path) for name, path in questions().items()}
    rows = [row(name, found) for name, found in times.items()]
    print(f"\n### What was sold: {ORDERS:,} orders of a year\n")
    print(table(["question", "p50 ms", "p99 ms", "longest ms", f"p99 under {TARGET_MILLISECONDS} ms"], rows, text_columns=1))
    print(f"\nEach {TIMES} times, one after the other. To store the orders and to sum them up took {seconds:.0f} s.", flush=True)
    return 0 if all(percentile(found, 99) <= TARGET_MILLISECONDS for found in times.values()) else 1


def questions():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    year = f"from={today - datetime.timedelta(days=365)}&to={today + datetime.timedelta(days=1)}"
    months = f"period=monthly&from={today.replace(year=today.year - 1, day=1)}&to={today.replace(day=1)}"
    return {
        "dashboard": "dashboard/stats",
        "sales, 30 days": "analytics/sales",
        "sales, a year by days": f"analytics/sales?{year}",
        f"the same in {ZONE}": f"analytics/sales?{year}&timezone={ZONE}",
        "sales, a year by months": f"analytics/sales?{months}",
        "users, 30 days": "analytics/users",
        "users, a year by days": f"analytics/users?{year}",
        "users, a year by months": f"analytics/users?{months}",
        "top products, a year": f"analytics/products/top?{year}",
        f"the same in {ZONE} ": f"analytics/products/top?{year}&timezone={ZONE}",
        "regions, a year": f"analytics/regions?{year}",
        "report, a year by days": f"reports/sales?{year}",
    }


def log_in(connection):
    body = json.dumps({"email": "admin@example.com", "password": "admin123"})
    connection.request("POST", "/auth/login", body, {"Content-Type": "application/json"})
    with connection.getresponse() as response:
        return json.loads(response.read())["access_token"]


def times_of(connection, token, path):
    """In milliseconds."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        connection.request("GET", f"/api/v1/admin/{path}", headers={"Authorization": f"Bearer {token}"})
        with connection.getresponse() as response:
            body = response.read()
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status} {body}")
        times.append((time.perf_counter() - began) * 1000)
    return times


def row(name, times):
    p99 = percentile(times, 99)
    verdict = "met" if p99 <= TARGET_MILLISECONDS else "missed"
    return [name.strip(), f"{percentile(times, 50):.1f}", f"{p99:.1f}", f"{max(times):.1f}", verdict]


def percentile(times, percent):
    return quantiles(times, n=100)[percent - 1]
