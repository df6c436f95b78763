"""One run of wrk."""

import re
import subprocess
import sys
from dataclasses import dataclass

CONNECTIONS = 32
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}


@dataclass
class Run:
    requests: int
    requests_per_second: float
    p50: float
    """In milliseconds, as p99."""
    p99: float
    refused: int
    """Answers that were no success."""


def run(url, seconds, connections=CONNECTIONS, script=None, counts_refusals=False):
    """A script comes with its arguments behind it, and makes the requests. A refusal ends the program, unless they are counted."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency"]
    if script:
        # A slow answer is a figure, and not the end of the measurement.
        command += ["--timeout", "30s", "--script", str(script[0])]
    command += [url, "--", *map(str, script[1:])] if script else [url]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if (refused and not counts_refusals) or "Socket errors" in output:
        sys.exit(f"{url} did not always answer:\n{output}")
    return Run(
        requests=int(re.search(r"(\d+) requests in", output)[1]),
        requests_per_second=float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1]),
        p50=latency(50, output),
        p99=latency(99, output),
        refused=int(refused[1]) if refused else 0,
    )


def latency(percent, output):
    value, unit = re.search(rf"\b{percent}%\s+([\d.]+)(us|ms|s)\b", output).groups()
    return float(value) * MILLISECONDS[unit]
