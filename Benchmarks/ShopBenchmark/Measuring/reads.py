"""Cached reads against servers that only send the same bytes, in turns, so that all meet the same conditions."""

import sys
from dataclasses import dataclass
from statistics import median

import wrk
from served import Served
from tables import table

PATHS = ["/products", "/products/gaming-laptop-pro"]
KINDS = {
    "raw": "bare SwiftNIO handler",
    "bare": "bare Hummingbird route",
    "shop": "shop, rate limit off",
    "counting": "shop, requests counted",
    "logging": "shop, requests counted and logged",
}
ROUNDS = 3
SECONDS = 4
WARM_UP_SECONDS = 2
TARGET_OF_BARE = 0.7
"""Without counting and logging, of the framework's route."""
TARGET_OF_RAW = 0.75
"""With everything, of SwiftNIO's handler."""
TARGET_P99 = 5.0


@dataclass
class Round:
    run: wrk.Run
    cpu_seconds: float


def measure():
    rows = []
    with Served(*KINDS) as served:
        for path in PATHS:
            check_equal(served, path)
            rounds = {kind: [] for kind in KINDS}
            for kind in KINDS:
                wrk.run(served.url(kind, path), WARM_UP_SECONDS)
            for _ in range(ROUNDS):
                for kind in KINDS:
                    rounds[kind].append(measure_round(served, kind, path))
            rows += [row(path, kind, rounds) for kind in KINDS]
    print(f"\n### Cached reads, {wrk.CONNECTIONS} connections\n")
    header = ["route", "served by", "requests/s", "of SwiftNIO", "of the route", "p50 ms", "p99 ms", "CPU µs", "target"]
    print(table(header, rows, text_columns=2))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up. Targets: {TARGET_OF_BARE:.0%} of the "
        f"bare route without counting and logging, {TARGET_OF_RAW:.0%} of the bare handler with both, p99 at most "
        f"{TARGET_P99:.0f} ms. CPU is the server's, for a request.",
        flush=True,
    )
    return 0


def check_equal(served, path):
    answers = {kind: served.get(kind, path) for kind in KINDS}
    for kind, answer in answers.items():
        if answer != answers["raw"]:
            sys.exit(f"{path}: {KINDS[kind]} and {KINDS['raw']} send different bytes.")


def measure_round(served, kind, path):
    before = served.cpu_seconds
    run = wrk.run(served.url(kind, path), SECONDS)
    return Round(run, served.cpu_seconds - before)


def row(path, kind, rounds):
    ours = rounds[kind]
    of_raw, of_bare = ratio(ours, rounds["raw"]), ratio(ours, rounds["bare"])
    p99 = median(round.run.p99 for round in ours)
    targets = {"shop": of_bare >= TARGET_OF_BARE, "logging": of_raw >= TARGET_OF_RAW}
    is_met = targets.get(kind, True) and p99 <= TARGET_P99
    return [
        f"`GET {path}`",
        KINDS[kind],
        f"{median(round.run.requests_per_second for round in ours):,.0f}",
        f"{of_raw:.0%}",
        f"{of_bare:.0%}",
        f"{median(round.run.p50 for round in ours):.2f}",
        f"{p99:.2f}",
        f"{median(round.cpu_seconds / round.run.requests * 1e6 for round in ours):.0f}",
        "" if kind in ("raw", "bare") else "met" if is_met else "missed",
    ]


def ratio(ours, others):
    """The median of the runs that were made one after the other."""
    pairs = zip(ours, others)
    return median(our.run.requests_per_second / other.run.requests_per_second for our, other in pairs)
