"""The commands of `scripts/dev`: each module of this package is one, and is found by being here.

A module's docstring is its help. It has `add_arguments(parser)`, and `main(options)`, which returns the exit code. One
that hands everything to another program has `FORWARDS` instead, the name of that: `options.arguments` has them as they are.
"""

import argparse
import errno
import importlib
import os
import pkgutil
import sys

from localservers import settings
from localservers.dotenv import DotenvError

# What is wrong with a place when a file can't be created or written there.
_PLACE_ERRORS = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR,
}  # fmt: skip


class CommandError(Exception):
    """A sentence for the user: what failed and what to do."""


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    modules = {module.name.replace("_", "-"): module.name for module in pkgutil.iter_modules(__path__)}
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_overview(modules))
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in modules:
        print(f"There is no command {name}: {', '.join(sorted(modules))}", file=sys.stderr)
        return 2
    module = _load(modules[name])
    options = _options(module, name, rest)
    os.chdir(settings.ROOT)
    return _exit_code(module, options)


def _exit_code(module, options):
    """What the module returns; what a user can do something about is a sentence, not a traceback."""
    try:
        return module.main(options) or 0
    except CommandError as error:
        reason = str(error)
    except DotenvError as error:
        reason = f".env, {error}"
    except OSError as error:
        if error.errno not in _PLACE_ERRORS:
            raise
        place = _shown(error.filename2 or error.filename or settings.LOCAL)
        reason = f"{place} can't be written or used: {error.strerror.lower()}."
        if isinstance(error, PermissionError):
            reason += " It may belong to another user, from a run with sudo."
    print(reason, file=sys.stderr)
    return 1


def _options(module, name, arguments):
    parser = argparse.ArgumentParser(
        prog=f"scripts/dev {name}", description=module.__doc__, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    target = getattr(module, "FORWARDS", None)
    if target is None:
        module.add_arguments(parser)
        return parser.parse_args(arguments)
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT", help=f"as {target} takes it")
    if arguments[:1] in (["-h"], ["--help"]):
        parser.parse_args(["--help"])
    return argparse.Namespace(arguments=arguments)


def _overview(modules):
    lines = ["usage: scripts/dev COMMAND [ARGUMENT...]", "", "`scripts/dev COMMAND --help` tells more.", ""]
    for name, module in sorted(modules.items()):
        lines.append(f"  {name:<12} {_load(module).__doc__.strip().splitlines()[0]}")
    return "\n".join(lines)


def _load(module):
    return importlib.import_module(f"{__name__}.{module}")


def _shown(path):
    path = os.path.abspath(os.fsdecode(path))
    root = f"{settings.ROOT}/"
    return path[len(root) :] if path.startswith(root) else path
