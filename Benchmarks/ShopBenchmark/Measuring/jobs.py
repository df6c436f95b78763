"""Durable jobs, in turns with Celery: jobs that wait are done by one worker, with a handler that does nothing."""

import os
import subprocess
from pathlib import Path
from statistics import median

import environments
from tables import table

EXECUTABLE = ".build/release/JobsBenchmark"
CELERY = Path(__file__).parent / "celery_drain.py"
JOBS = 10_000
ROUNDS = 5
POOLS = {1: ("solo", "prefork"), 4: ("threads", "prefork")}
"""Celery's pools by concurrency: what is fastest, and what it takes by itself."""


def measure():
    python = environments.provide("celery", "celery.txt", "Celery") / "bin" / "python"
    print("\n### Jobs\n", flush=True)
    rows, is_slower = [], False
    for concurrency, pools in POOLS.items():
        rates = {name: [] for name in ("MongoJobs", *pools)}
        for _ in range(ROUNDS):
            drain = [EXECUTABLE, "drain", "--jobs", str(JOBS), "--concurrency", str(concurrency)]
            rates["MongoJobs"].append(number(drain))
            for pool in pools:
                rates[pool].append(number([str(python), "-B", str(CELERY), str(JOBS // 2), pool, str(concurrency)]))
        ours = rates.pop("MongoJobs")
        rows.append([f"{concurrency} at a time", "MongoJobs", f"{median(ours):,.0f}", "1.0"])
        for pool, theirs in rates.items():
            # Of rounds that followed each other: the machine's own speed changes.
            ratio = median(mine / other for mine, other in zip(ours, theirs))
            is_slower |= ratio < 1
            rows.append([f"{concurrency} at a time", f"Celery, {pool}", f"{median(theirs):,.0f}", f"{ratio:.1f}"])
    print(table(["jobs", "by", "a second", "MongoJobs is faster by"], rows, text_columns=2))
    half, most = numbers([EXECUTABLE, "pickup"])
    print(f"\nFrom the call that enqueues to the handler of an idle worker: {half:.1f} ms at the median, {most:.1f} ms at")
    print("the 99th percentile.\n", flush=True)
    alone, later, waiting = numbers([EXECUTABLE, "backlog"])
    print(f"5,000 jobs: {alone:,.0f} a second alone, {later:,.0f} beside 1,000,000 for tomorrow ({alone / later:.2f} times as")
    print(f"long), {waiting:,.0f} beside 100,000 more that wait ({alone / waiting:.2f} times as long).", flush=True)
    return 1 if is_slower or most > 50 or alone / waiting > 1.5 or alone / later > 1.5 else 0


def number(command):
    return numbers(command)[0]


def numbers(command):
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    return [float(word) for word in result.stdout.split()]
