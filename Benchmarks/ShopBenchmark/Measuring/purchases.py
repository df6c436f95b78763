"""Purchases by several customers at once: add to the cart, create an order, confirm the payment."""

import json
import subprocess
import time

from served import EXECUTABLE, Served
from tables import table

BUYERS = [1, 8, 32]
PRODUCTS = 20
SECONDS = 6
SETTLE_SECONDS = 2
STEPS = ["flow", "add", "create_order", "confirm"]


def measure():
    rows, failures = [], 0
    with Served("counting") as served:
        time.sleep(SETTLE_SECONDS)
        at_rest = served.resident_mib
        for buyers in BUYERS:
            report = buy(served, buyers)
            failures += report["errors"] + report["misplaced"]
            rows.append(row(buyers, report))
        time.sleep(SETTLE_SECONDS)
        afterwards = served.resident_mib
    print("\n### Purchases\n")
    header = ["buyers", "purchases/s", *(f"{step.replace('_', '-')} p50 / p99 ms" for step in STEPS), "errors"]
    print(table([*header, "inventory off by"], rows))
    print(
        f"\nEach buyer repeats add, create-order and confirm on one connection, {SECONDS} s after a warm-up, with 1 to "
        f"3 of one of {PRODUCTS} products at a time; every write is journaled by a majority."
    )
    print(f"\nResident memory of the shop: {at_rest:.0f} MiB at rest, {afterwards:.0f} MiB after the purchases.", flush=True)
    return 1 if failures else 0


def buy(served, buyers):
    command = [
        EXECUTABLE, "buy", "--port", str(served.ports["counting"]), "--buyers", str(buyers),
        "--products", str(PRODUCTS), "--seconds", str(SECONDS),
    ]  # fmt: skip
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def row(buyers, report):
    latencies = [f"{report[step]['p50'] / 1000:.1f} / {report[step]['p99'] / 1000:.1f}" for step in STEPS]
    rate = f"{report['purchases'] / report['seconds']:,.0f}"
    return [str(buyers), rate, *latencies, str(report["errors"]), str(report["misplaced"])]
