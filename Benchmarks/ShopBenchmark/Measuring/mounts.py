"""Cached reads of /api/v1 beside those of the root, counted and logged, in turns."""

from statistics import median

import reads
import wrk
from served import Served
from tables import table

KIND = "logging"
PAIRS = [
    ("/products", "/api/v1/products"),
    # About as many bytes.
    ("/products", "/api/v1/products?page_size=13"),
    ("/products/gaming-laptop-pro", "/api/v1/products/gaming-laptop-pro"),
]
ROUNDS = 5
WARM_UP_SECONDS = 2
TARGET = 0.95


def measure():
    rows = []
    with Served(KIND) as served:
        for pair in PAIRS:
            rounds = {path: [] for path in pair}
            for path in pair:
                wrk.run(served.url(KIND, path), WARM_UP_SECONDS)
            for _ in range(ROUNDS):
                for path in pair:
                    rounds[path].append(reads.measure_round(served, KIND, path))
            rows += [row(path, pair[0], rounds, served) for path in pair]
    print(f"\n### Cached reads of both mounts, {wrk.CONNECTIONS} connections\n")
    print(table(["route", "bytes", "requests/s", "of the root's", "p99 ms", "CPU µs", "target"], rows, 1))
    print(
        f"\nWith all headers, limits and the log. Medians of {ROUNDS} runs of {reads.SECONDS} s each, in turns, after a "
        f"warm-up. Target: {TARGET:.0%} of the root's.",
        flush=True,
    )
    return 0


def row(path, root, rounds, served):
    ours = rounds[path]
    ratio = reads.ratio(ours, rounds[root])
    return [
        f"`GET {path}`",
        str(len(served.get(KIND, path)[1])),
        f"{median(round.run.requests_per_second for round in ours):,.0f}",
        f"{ratio:.0%}",
        f"{median(round.run.p99 for round in ours):.2f}",
        f"{median(round.cpu_seconds / round.run.requests * 1e6 for round in ours):.0f}",
        "" if path == root else "met" if ratio >= TARGET else "missed",
    ]
