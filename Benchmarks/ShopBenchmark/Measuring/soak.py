"""Hours of business in a small space: visitors, buyers, and clients that break off; what the process holds meanwhile."""

import os
import re
import socket
import subprocess
import time
import urllib.parse
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

from served import EXECUTABLE, Served
from tables import table

MINUTES = 20
SAMPLES = 24
BUYERS = 4
BUYING_SECONDS = 60
VISITORS = 64
GROWTH_MIB = 8
"""Or a twentieth: what a heap may come and go by."""


@dataclass
class Sample:
    resident_mib: float
    threads: int
    files: int
    mongodb: int


def measure(minutes=MINUTES):
    seconds = float(minutes) * 60
    with Served("logging") as served:
        visitors, buyers = visit(served, seconds), buy(served)
        samples, started = [], time.monotonic()
        try:
            while (passed := time.monotonic() - started) < seconds:
                break_off(served.ports["logging"])
                if buyers.poll() is not None:
                    buyers = buy(served)
                if passed >= len(samples) * seconds / SAMPLES:
                    samples.append(sample(served.process_id))
                    print(f"{passed:6.0f} s  {samples[-1]}", flush=True)
                time.sleep(0.2)
        finally:
            for load in (visitors, buyers):
                load.terminate()
                load.wait()
    return report(samples, minutes)


def visit(served, seconds):
    script = Path(__file__).with_name("soak.lua")
    command = [
        "wrk", "--threads", "1", "--connections", str(VISITORS), "--duration", f"{int(seconds) + 60}s",
        "--script", str(script), served.url("logging", "/"),
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def buy(served):
    """New customers, who are gone before their tokens expire."""
    command = [
        EXECUTABLE, "buy", "--port", str(served.ports["logging"]), "--buyers", str(BUYERS), "--products", "20",
        "--seconds", str(BUYING_SECONDS),
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def break_off(port):
    """Clients that leave in the middle of something, or send what is nothing."""
    for part in (b"GET /pro", b"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{", b"\0\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(part)


def sample(process_id):
    folder = Path(f"/proc/{process_id}")
    status = (folder / "status").read_text()
    sockets = set()
    files = list((folder / "fd").iterdir())
    for file in files:
        try:
            sockets.add(os.readlink(file))
        except FileNotFoundError:
            pass
    port = urllib.parse.urlsplit(os.environ["MONGODB_URI"].split(",")[0]).port
    to_mongodb = 0
    for line in (folder / "net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        to_mongodb += int(fields[2].split(":")[1], 16) == port and f"socket:[{fields[9]}]" in sockets
    return Sample(
        resident_mib=round(int(re.search(r"VmRSS:\s*(\d+)", status)[1]) / 1024, 1),
        threads=int(re.search(r"Threads:\s*(\d+)", status)[1]),
        files=len(files),
        mongodb=to_mongodb,
    )


def report(samples, minutes):
    """Compares the second quarter with the last: the first one fills caches and pools."""
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    names = ["resident MiB", "threads", "open files", "connections to MongoDB"]
    rows, grown = [], []
    for index, name in enumerate(names):
        before, after = (median(astuple(sample)[index] for sample in part) for part in (early, late))
        allowed = max(GROWTH_MIB, before / 20) if index == 0 else max(2, before / 20)
        if after - before > allowed:
            grown.append(name)
        rows.append([name, f"{astuple(samples[0])[index]:g}", f"{before:g}", f"{after:g}", f"{allowed:.1f}"])
    print(f"\n### Soak, {minutes} minutes\n")
    print(table(["what", "at the start", "second quarter", "last quarter", "may grow by"], rows, text_columns=1))
    print(
        f"\n{VISITORS} visitors, {BUYERS} buyers and clients that break off, on one instance. Medians of the quarters. "
        f"Verdict: {'not flat: ' + ', '.join(grown) if grown else 'flat'}.",
        flush=True,
    )
    return 1 if grown else 0
