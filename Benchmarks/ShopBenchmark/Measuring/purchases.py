"""Purchases by several customers at once, of the primary contract (add to the cart, create an order, confirm the payment) and of
`/api/v1` (add, order with a card, look until it is paid), in turns."""

import json
import subprocess
import time
from statistics import median

from served import EXECUTABLE, Served
from tables import table

BUYERS = [1, 8, 32]
MOUNTS = {"root": "primary contract", "v1": "`/api/v1`"}
PRODUCTS = 20
ROUNDS = 3
SECONDS = 5
SETTLE_SECONDS = 2
STEPS = {"flow": "flow", "add": "add", "create_order": "order", "confirm": "until paid"}
TARGET = 0.8
"""Purchases of `/api/v1` in a second, of those of the primary contract."""


def measure():
    rows, failures, ratios = [], 0, []
    with Served("counting") as served:
        time.sleep(SETTLE_SECONDS)
        at_rest = served.resident_mib
        for buyers in BUYERS:
            runs = {mount: [] for mount in MOUNTS}
            for _ in range(ROUNDS):
                for mount in MOUNTS:
                    runs[mount].append(buy(served, mount, buyers))
            failures += sum(report["errors"] + report["misplaced"] for reports in runs.values() for report in reports)
            rows += [row(buyers, mount, reports) for mount, reports in runs.items()]
            ratios.append(median(v1["purchases"] / root["purchases"] for root, v1 in zip(runs["root"], runs["v1"])))
        time.sleep(SETTLE_SECONDS)
        afterwards = served.resident_mib
    print("\n### Purchases\n")
    header = ["mount", "buyers", "purchases/s", *(f"{step} p50 / p99 ms" for step in STEPS.values()), "errors"]
    print(table([*header, "inventory off by"], rows, text_columns=1))
    told = ", ".join(f"{ratio:.2f} with {buyers}" for ratio, buyers in zip(ratios, BUYERS))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up. Each buyer has one connection, and buys 1 to 3 of "
        f"one of {PRODUCTS} products at a time; every write is journaled by a majority. Purchases of `/api/v1` beside those of the "
        f"primary contract: {told}; target {TARGET}: {'met' if min(ratios) >= TARGET else 'missed'}."
    )
    print(f"\nResident memory of the shop: {at_rest:.0f} MiB at rest, {afterwards:.0f} MiB after the purchases.", flush=True)
    return 1 if failures else 0


def buy(served, mount, buyers):
    command = [
        EXECUTABLE, "buy", "--port", str(served.ports["counting"]), "--mount", mount, "--buyers", str(buyers),
        "--products", str(PRODUCTS), "--seconds", str(SECONDS),
    ]  # fmt: skip
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def row(buyers, mount, reports):
    def of(step, percentile):
        return median(report[step][percentile] for report in reports) / 1000

    rate = median(report["purchases"] / report["seconds"] for report in reports)
    errors, misplaced = (sum(report[name] for report in reports) for name in ("errors", "misplaced"))
    latencies = [f"{of(step, 'p50'):.1f} / {of(step, 'p99'):.1f}" for step in STEPS]
    return [MOUNTS[mount], str(buyers), f"{rate:,.0f}", *latencies, str(errors), str(misplaced)]
