"""More requests than the shop can answer: what becomes of those that it could have answered."""

import math
import os
import resource
import subprocess
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

import routes
import wrk
from routes import Request
from served import Served
from tables import table

CUSTOMERS = 256
PEAK_CONNECTIONS = [16, 64, 128]
"""Each asks again as soon as it has its answer; what the best of these gets is the sustainable load."""
TIMES = [1, 2, 4, 6]
"""As many times as much would come if nobody waited; less does, because the load waits for its core, too."""
PAUSE_SECONDS = 0.2
IN_FLIGHT = 256
"""The default of MAX_REQUESTS_IN_FLIGHT."""
THREADS = 4
"""wrk looks for the next pause that ends among all of a thread."""
ROUNDS = 3
SECONDS = 8
TARGET_TIMES = 4
TARGET = 0.8


@dataclass
class Load:
    connections: int
    good: float
    """Requests per second, as the two following."""
    refused: float
    failed: float
    p50: float
    """Milliseconds, of answers and refusals together, as the next."""
    p99: float


def measure():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sale, verdict = rows("additions to carts", "logging", additions)
    reading, _ = rows("uncached pages", "uncached", pages)
    print("\n### Overload\n")
    header = [
        "what", "offered", "connections", "arrived/s", "of the peak", "good/s", "of the peak", "refused/s", "failed/s",
        "p50 ms", "p99 ms",
    ]  # fmt: skip
    print(table(header, sale + reading, text_columns=2))
    print(
        f"\n{CUSTOMERS} customers add to their carts, in the shop as it comes; pages are lists of 20 products with all "
        f"caches off. The peak is the best of {PEAK_CONNECTIONS} connections that ask without a "
        f"pause. Then as many connections as make 1 to {max(TIMES)} times that, with pauses of {PAUSE_SECONDS} s on the "
        f"average. Medians of {ROUNDS} rounds of {SECONDS} s each; the peak is measured in each round. MongoDB has a core "
        f"for itself, shop and load have the others. Target: where {TARGET_TIMES} times the peak or more arrives of "
        f"additions, at least {TARGET:.0%} of it is answered ({verdict}).",
        flush=True,
    )
    return 0 if verdict.endswith("met") else 1


def rows(name, kind, requests):
    """A row for each load, and what they say about the target."""
    with Served(kind) as served, mongodb_on_a_core(served.process_id):
        url = served.url(kind, "")
        with routes.script(requests(url), Path(__file__).with_name("overload.lua").read_text()) as script:
            peaks = {connections: ask(url, script, connections).good for connections in PEAK_CONNECTIONS}
            rounds = [one_round(url, script, max(peaks, key=peaks.get)) for _ in range(ROUNDS)]
    rows, verdict = [], "missed: less arrived"
    for index, times in enumerate(TIMES):
        arrived = median((loads[index].good + loads[index].refused) / peak for peak, loads in rounds)
        answered = median(loads[index].good / peak for peak, loads in rounds)
        load = Load(*map(median, zip(*(astuple(loads[index]) for _, loads in rounds))))
        rows.append([
            name, f"{times} ×", f"{load.connections:,.0f}", f"{load.good + load.refused:,.0f}", f"{arrived:.1f} ×",
            f"{load.good:,.0f}", f"{answered:.0%}", f"{load.refused:,.0f}", f"{load.failed:,.1f}", f"{load.p50:.1f}",
            f"{load.p99:.0f}",
        ])  # fmt: skip
        if arrived >= TARGET_TIMES:
            verdict = f"{answered:.0%}: {'met' if answered >= TARGET else 'missed'}"
            break
    return rows, verdict


def one_round(url, script, best):
    peak = ask(url, script, best).good
    return peak, [ask(url, script, connections(times, peak), PAUSE_SECONDS) for times in TIMES]


def connections(times, peak):
    """By Little's law: those that pause, and those that wait for an answer."""
    return math.ceil(times * peak * PAUSE_SECONDS) + (IN_FLIGHT if times > 1 else 0)


def additions(url):
    return [
        Request("/cart/add", routes.customer(url, number)[0], {"product_id": 1 + number % 20, "qty": 1})
        for number in range(CUSTOMERS)
    ]


def pages(_):
    return [Request(f"/products?limit=20&skip={skip}", "") for skip in range(11)]


@contextmanager
def mongodb_on_a_core(shop):
    """MongoDB has a core for itself, as it would have a machine. On one core, threads of MongoDB that yield while they
    wait for the journal would get next to nothing beside a shop that does not."""
    cores = range(os.cpu_count())
    supervisor = f"/proc/{os.getppid()}/task/{os.getppid()}"
    servers = Path(supervisor, "children").read_text().split()
    for server in servers:
        allow(server, cores[-1:])
    for process in (shop, os.getpid()):
        allow(process, cores[:-1])
    try:
        yield
    finally:
        for process in (os.getpid(), *servers):
            allow(process, cores)


def allow(process, cores):
    for task in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(task.name), cores)


def ask(url, script, connections, pause=0):
    command = [
        "wrk", "--threads", str(THREADS), "--connections", str(connections), "--duration", f"{SECONDS}s", "--latency",
        "--timeout", "20s", "--script", script.name, url, "--", str(int(pause * 1000)),
    ]  # fmt: skip
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    microseconds, requests, refused, failed = map(int, output.strip().splitlines()[-1].split())
    seconds = microseconds / 1e6
    return Load(
        connections=connections,
        good=(requests - refused) / seconds,
        refused=refused / seconds,
        failed=failed / seconds,
        p50=wrk.latency(50, output),
        p99=wrk.latency(99, output),
    )
