"""Goes through the faults, and prints what was found."""

import os
import subprocess
import time

from localservers import process
from localservers.process import Stopped, say
from localservers.servers import StartError
from localservers.workspace import ThrowawayWorkspace, exclusively

from . import faults
from .marathon import SETTINGS, marathon
from .place import Place
from .rush import rush
from .trial import Trial

# What is no fault among buyers who shop, but many who want the same.
RUSH = "rush"

# The mistakes that a debug build makes on demand, and who must find each, by a word of the invariant.
BUGS = {
    "unconditional-decrement": ("the inventory is lowered also where too little is left", ["negative", "doctor"]),
    "welcome-before-commit": ("a welcome is a job before the account is there", ["is not there"]),
    "carts-merged-again": ("a cart that was given to an account stays", ["in one place", "is gone", "ended token"]),
    "late-money-kept": ("what was paid for an order that is over is not given back", ["the gateway keeps"]),
    "group-member-repeated": ("of changes that have committed together, one is made again", ["line lost or ordered twice"]),
    "group-outcomes-exchanged": ("two that travel together are told each other's outcome", ["answered paid"]),
    "keys-ignored": ("a request with a known key is done once more", ["same key", "ran once", "no other"]),
}


def everything(options):
    process.block_signals()
    process.stop_when_make_dies()
    chosen = [fault for fault in faults.ALL if not options.only or fault.name in options.only]
    if any(fault.concerns_redis for fault in chosen) and faults.ALL[0] not in chosen:
        # How slow the shop is without a fault must be known.
        chosen.insert(0, faults.ALL[0])
    workspace = ThrowawayWorkspace()
    places = []
    started = time.monotonic()
    try:
        with exclusively():
            workspace.enter()
        if options.marathon:
            print(f"== {options.marathon:,} purchases", flush=True)
            place = _start(workspace, places, "marathon", workers=0, build="release", **SETTINGS)
            return 0 if marathon(place, options.marathon) else 1
        broken = []
        groups = {"BODEGA_GROUPS": str(options.groups)}
        place = _start(workspace, places, **groups)
        for number in range(options.rounds):
            for fault in chosen:
                trial = Trial(place, fault, options, f"{options.seed}-{number}-{fault.name}")
                if not trial.run().holds:
                    broken.append(fault.name)
        place.stop()
        if not options.only or RUSH in options.only:
            print(f"\n== {RUSH}", flush=True)
            place = _start(workspace, places, RUSH, instances=3, RESERVATION_MINUTES="15", **groups)
            if not rush(place):
                broken.append(RUSH)
            place.stop()
        for bug in [] if options.no_bug else BUGS:
            if not _finds(bug, workspace, places, options):
                broken.append(f"the planted bug {bug} was not found")
        verdict = f"BROKEN: {', '.join(broken)}" if broken else "Every invariant held"
        print(f"\n{verdict} (after {time.monotonic() - started:.0f} s)", flush=True)
        return 1 if broken else 0
    except Stopped as stopped:
        return 128 + stopped.signal_number
    except StartError as error:
        say(str(error))
        return 1
    finally:
        if os.environ.get("CHAOS_KEEP_LOGS"):
            subprocess.run(["cp", "-r", workspace.log_folder, os.environ["CHAOS_KEEP_LOGS"]])
        workspace.leave(lambda: [place.stop() for place in places])


def _start(workspace, places, *name, **settings):
    place = Place(workspace, *name, **settings)
    places.append(place)
    place.start()
    return place


def _finds(bug, workspace, places, options):
    """A checker that can't fail proves nothing."""
    meaning, words = BUGS[bug]
    print(f"\n== planted bug {bug}: {meaning}", flush=True)
    groups = {"BODEGA_GROUPS": "16"} if bug.startswith("group-") else {}
    place = _start(workspace, places, bug, BODEGA_BUG=bug, **groups)
    report = Trial(place, faults.ALL[0], options, f"{options.seed}-{bug}").run()
    place.stop()
    for word in words:
        print(f"  {'ok    ' if report.finds(word) else 'BROKEN'} the checker finds it ({word})", flush=True)
    return all(map(report.finds, words))
