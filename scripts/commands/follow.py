"""Run a build or tests with a line of progress, and end tests that stand still.

Everything that the command says goes to `.local/log/NAME.log`. VERBOSE=1 shows it at once, too.
"""

import argparse

from phases.phase import Phase
from phases.swift_output import BuildOutput, TestOutput


def add_arguments(parser):
    parser.add_argument("--tests", action="store_true", help="the command is `swift test`, not `swift build`")
    parser.add_argument(
        "--limit", type=float, default=120, metavar="SECONDS",
        help="when no test has ended for so long, all threads' stacks are shown and the tests are ended (default: 120)",
    )  # fmt: skip
    parser.add_argument("title", help="what stands before the progress")
    parser.add_argument("name", help="of the log")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="the command and its arguments")


def main(options):
    output = TestOutput() if options.tests else BuildOutput()
    return Phase(options.title, options.name, output, options.limit).run(options.command)
