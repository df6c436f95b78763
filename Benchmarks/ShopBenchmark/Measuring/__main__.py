"""Starts MongoDB and Redis in a scratch folder, measures beside them, and removes everything again."""

import os
import sys

import callers
import codec
import coherence
import compiling
import data
import expiry
import figures
import freshness
import idle
import images
import jobs
import listeners
import machine
import million
import mounts
import overload
import peer
import purchases
import quota
import reads
import routes
import sheets
import soak
from localservers import settings, supervisor, workspace

PARTS = {
    part.__name__: part.measure
    for part in (
        reads, mounts, quota, routes, callers, purchases, coherence, data, codec, compiling, idle, images, sheets, overload, jobs, million, soak,
        expiry, figures, freshness, listeners, peer,
    )
}
ASKED_FOR = {"expiry", "figures", "listeners", "million", "soak", "freshness", "peer"}
"""They take minutes and more, or something to measure beside, and are measured only where they are asked for."""


class DurableScratch(workspace.ThrowawayWorkspace):
    """A folder that exists only while one run lasts, with servers that write to the disk as they would in earnest."""

    throwaway = False


def main(arguments):
    os.chdir(settings.ROOT)
    beside_servers = arguments[:1] == ["--beside-servers"]
    chosen = arguments[1:] if beside_servers else arguments
    # `soak=3` takes three minutes, `freshness=10` ten seconds.
    parts = [part.split("=", 1) for part in chosen or [part for part in PARTS if part not in ASKED_FOR]]
    if not {name for name, *_ in parts} <= PARTS.keys() or any(len(part) > 1 and part[0] not in ("soak", "freshness") for part in parts):
        sys.exit(f"usage: bench [{'] ['.join(PARTS)}[=TIME]]")
    if beside_servers:
        print(machine.facts(), flush=True)
        return max(PARTS[name](*argument) for name, *argument in parts)
    # The figures are those of these servers, and a configured database is nothing to fill with made-up orders.
    command = [sys.executable, "-B", __file__, "--beside-servers", *chosen]
    return supervisor.supervise(command, DurableScratch(), is_configurable=False)


sys.exit(main(sys.argv[1:]))
