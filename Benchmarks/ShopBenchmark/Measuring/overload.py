"""More requests than the shop can answer: what becomes of those that it could have answered."""

import math
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

import wrk
from served import Served
from tables import table

CONNECTIONS = [16, 64, 128]
"""Each asks again as soon as it has its answer; the best of these figures is the sustainable load."""
TIMES = [1, 2, 4]
PAUSE_SECONDS = 0.5
SECONDS = 8
WARM_UP_SECONDS = 3
TARGET = 0.8


@dataclass
class Load:
    offered: float
    """Requests per second, as all following."""
    good: float
    refused: float
    failed: float
    p50: float
    p99: float


def measure():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Served("uncached") as served:
        ask(served, max(CONNECTIONS), WARM_UP_SECONDS)
        peak = max(ask(served, connections, SECONDS).good for connections in CONNECTIONS)
        loads = {
            times: ask(served, math.ceil(times * peak * PAUSE_SECONDS), SECONDS, PAUSE_SECONDS) for times in TIMES
        }
        resident = served.resident_mib
    print("\n### Overload\n")
    header = ["offered", "requests/s", "good/s", "of the peak", "refused/s", "failed/s", "p50 ms", "p99 ms"]
    print(table(header, [row(times, load, peak) for times, load in loads.items()]))
    ratio = loads[max(TIMES)].good / peak
    verdict = "met" if ratio >= TARGET else "missed"
    print(
        f"\nThe peak is {peak:,.0f} pages of 20 products a second, read from MongoDB: the best of {CONNECTIONS} connections "
        f"that ask without a pause. Then as many connections as make 1, 2 and 4 times that, with pauses of "
        f"{PAUSE_SECONDS} s on the average, {SECONDS} s each; times are those of answers and refusals together. "
        f"Resident memory afterwards: {resident:.0f} MiB. Target: at {max(TIMES)} times the peak at least {TARGET:.0%} of it "
        f"is answered ({ratio:.0%}: {verdict}).",
        flush=True,
    )
    return 0 if ratio >= TARGET else 1


def ask(served, connections, seconds, pause=0):
    script = Path(__file__).with_name("overload.lua")
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency",
        "--timeout", "20s", "--script", str(script), served.url("uncached", "/"), "--", str(int(pause * 1000)),
    ]  # fmt: skip
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    microseconds, requests, refused, failed = map(int, output.strip().splitlines()[-1].split())
    seconds = microseconds / 1e6
    return Load(
        offered=connections / pause if pause else requests / seconds,
        good=(requests - refused) / seconds,
        refused=refused / seconds,
        failed=failed / seconds,
        p50=wrk.latency(50, output),
        p99=wrk.latency(99, output),
    )


def row(times, load, peak):
    return [
        f"{times} ×", f"{load.offered:,.0f}", f"{load.good:,.0f}", f"{load.good / peak:.0%}", f"{load.refused:,.0f}",
        f"{load.failed:,.1f}", f"{load.p50:.1f}", f"{load.p99:.1f}",
    ]  # fmt: skip
