"""Starts MongoDB and Redis in a scratch folder, measures beside them, and removes everything again."""

import os
import sys

import codec
import coherence
import compiling
import data
import idle
import machine
import million
import purchases
import reads
import routes
from localservers import settings, supervisor, workspace

PARTS = {
    part.__name__: part.measure
    for part in (reads, routes, purchases, coherence, data, codec, compiling, idle, million)
}
TAKES_LONG = "million"
"""A quarter of an hour, so that it is measured only where it is asked for."""


class DurableScratch(workspace.ThrowawayWorkspace):
    """A folder that exists only while one run lasts, with servers that write to the disk as they would in earnest."""

    throwaway = False


def main(arguments):
    os.chdir(settings.ROOT)
    beside_servers = arguments[:1] == ["--beside-servers"]
    chosen = arguments[1:] if beside_servers else arguments
    if not set(chosen) <= PARTS.keys():
        sys.exit(f"usage: bench [{'] ['.join(PARTS)}]")
    if beside_servers:
        print(machine.facts(), flush=True)
        return max(PARTS[part]() for part in chosen or [part for part in PARTS if part != TAKES_LONG])
    # The figures are those of these servers, and a configured database is nothing to fill with made-up orders.
    supervisor.setting = lambda name, default=None: default
    return supervisor.supervise([sys.executable, "-B", __file__, "--beside-servers", *chosen], DurableScratch())


sys.exit(main(sys.argv[1:]))
