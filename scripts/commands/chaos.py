"""Let buyers shop while servers die, and check afterwards that nothing was lost, sold twice or left hanging.

It starts a MongoDB replica set of three, a Redis, a mail server, two instances of the shop and two workers (a debug
build), all of them private and removed at the end, also after a failure. The exit code is 0 if every invariant held after every fault, and the checker
found the bugs that are planted to see whether it can.
"""

from chaosrun import faults, run
from phases.swift import must

from . import build, deps


def add_arguments(parser):
    parser.add_argument("--only", action="append", metavar="FAULT", choices=[*(fault.name for fault in faults.ALL), run.RUSH],
                        help="this fault and no other; may be given several times")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=1, help="how often to go through all faults")
    parser.add_argument("--marathon", type=int, metavar="PURCHASES",
                        help="nothing but so many purchases from a release build, while servers die")  # fmt: skip
    parser.add_argument("--buyers", type=int, default=6, help="who ask where they stand when an answer is missing")
    parser.add_argument("--repeaters", type=int, default=3, help="buyers who repeat every request blindly")
    parser.add_argument("--groups", type=int, default=1, metavar="SIZE",
                        help="let changes travel together, so many at most, also where one is alone")  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="of what the buyers choose")
    parser.add_argument("--no-bug", action="store_true", help="leave out the runs with planted bugs")
    parser.add_argument("--no-build", action="store_true", help="use .build/debug/bodega as it is")


def main(options):
    if not options.no_build:
        deps.install(for_tests=True)
        must(build.build("release" if options.marathon else "debug"))
    return run.everything(options)
