"""Cached reads against routes that only send the same bytes, in turns, so that both meet the same conditions."""

import sys
from dataclasses import dataclass
from statistics import median

import wrk
from served import Served
from tables import table

PATHS = ["/products", "/products/gaming-laptop-pro"]
KINDS = {
    "bare": "bare route",
    "shop": "shop, rate limit off",
    "counting": "shop, requests counted",
    "logging": "shop, requests counted and logged",
}
ROUNDS = 3
SECONDS = 4
WARM_UP_SECONDS = 2
TARGET_RATIO = 0.7
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
            rows += [row(path, kind, rounds[kind], rounds["bare"]) for kind in KINDS]
    print(f"\n### Cached reads, {wrk.CONNECTIONS} connections\n")
    header = ["route", "served by", "requests/s", "of the bare route", "p50 ms", "p99 ms", "CPU µs a request", "target"]
    print(table(header, rows, text_columns=2))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up. Target: {TARGET_RATIO:.0%} of the "
        f"bare route, p99 at most {TARGET_P99:.0f} ms.",
        flush=True,
    )
    return 0


def check_equal(served, path):
    answers = {kind: served.get(kind, path) for kind in KINDS}
    for kind, answer in answers.items():
        if answer != answers["bare"]:
            sys.exit(f"{path}: {KINDS[kind]} and {KINDS['bare']} send different bytes.")


def measure_round(served, kind, path):
    before = served.cpu_seconds
    run = wrk.run(served.url(kind, path), SECONDS)
    return Round(run, served.cpu_seconds - before)


def row(path, kind, rounds, bare_rounds):
    pairs = zip(rounds, bare_rounds)
    ratio = median(ours.run.requests_per_second / bare.run.requests_per_second for ours, bare in pairs)
    p99 = median(round.run.p99 for round in rounds)
    is_met = ratio >= TARGET_RATIO and p99 <= TARGET_P99
    return [
        f"`GET {path}`",
        KINDS[kind],
        f"{median(round.run.requests_per_second for round in rounds):,.0f}",
        f"{ratio:.0%}",
        f"{median(round.run.p50 for round in rounds):.2f}",
        f"{p99:.2f}",
        f"{median(round.cpu_seconds / round.run.requests * 1e6 for round in rounds):.0f}",
        "" if kind == "bare" else "met" if is_met else "missed",
    ]
