"""One run of wrk."""

import re
import subprocess
import sys
import tempfile
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


def run(url, seconds, script=None):
    """Sends the same request again and again, or those that a script in Lua makes."""
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--latency", url]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        if script:
            file.write(script)
            file.flush()
            command += ["--script", file.name]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"{url} did not always answer:\n{output}")
    return Run(
        requests=int(re.search(r"(\d+) requests in", output)[1]),
        requests_per_second=float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1]),
        p50=_latency(50, output),
        p99=_latency(99, output),
    )


def _latency(percent, output):
    value, unit = re.search(rf"\b{percent}%\s+([\d.]+)(us|ms|s)\b", output).groups()
    return float(value) * MILLISECONDS[unit]
