"""Cached reads of /api/v1 with a quota that nobody reaches, against the same without one, in turns."""

from statistics import median

import reads
import wrk
from served import Served
from tables import table

PATH = "/api/v1/products"
KINDS = {"shop": "API_RATE_LIMIT=off", "counting": "API_RATE_LIMIT=1000000000/minute"}
ROUNDS = 3
SECONDS = 3
WARM_UP_SECONDS = 1


def measure():
    with Served(*KINDS) as served:
        for kind in KINDS:
            wrk.run(served.url(kind, PATH), WARM_UP_SECONDS)
        rounds = {kind: [] for kind in KINDS}
        for _ in range(ROUNDS):
            for kind in KINDS:
                before = served.cpu_seconds
                run = wrk.run(served.url(kind, PATH), SECONDS)
                rounds[kind].append(reads.Round(run, served.cpu_seconds - before))
    print(f"\n### Cached reads of `GET {PATH}`, {wrk.CONNECTIONS} connections\n")
    print(table(["with", "requests/s", "of that without", "p99 ms", "CPU µs"], [row(kind, rounds) for kind in KINDS], 1))
    print(f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up.", flush=True)
    return 0


def row(kind, rounds):
    ours = rounds[kind]
    return [
        KINDS[kind],
        f"{median(round.run.requests_per_second for round in ours):,.0f}",
        f"{reads.ratio(ours, rounds['shop']):.0%}",
        f"{median(round.run.p99 for round in ours):.2f}",
        f"{median(round.cpu_seconds / round.run.requests * 1e6 for round in ours):.0f}",
    ]
