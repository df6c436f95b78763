"""Run a command with a private MongoDB replica set and Redis beside it.

MONGODB_URI and REDIS_URL tell the command where they are. A server whose variable is already set, in the environment or
in `.env`, is used as it is and not started; an empty REDIS_URL stands for none. Everything started here is stopped again
however the command ends, and the command's exit code is passed on.
"""

import argparse

from localservers import supervisor, workspace

from . import CommandError


def add_arguments(parser):
    parser.add_argument(
        "--throwaway", action="store_true",
        help="fresh servers in a folder that is removed afterwards, instead of the ones with the data in .local/",
    )  # fmt: skip
    parser.add_argument("--remove", action="store_true", help="stop everything that runs from .local/ and remove it")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="the command and its arguments")


def main(options):
    if options.remove:
        return workspace.remove_everything()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise CommandError("Which command?")
    place = workspace.ThrowawayWorkspace(in_memory=True) if options.throwaway else workspace.SharedWorkspace()
    return supervisor.supervise(command, place)
