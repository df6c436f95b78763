"""Builds with SwiftPM."""

import shutil
import sys

from localservers.process import say
from localservers.settings import ROOT

from .phase import Phase
from .swift_output import BuildOutput


def build(title, name, *arguments, folder, minutes=5, env=None):
    """The exit code of `swift build ARGUMENTS`. `folder` is absent before the first build, which takes so many minutes."""
    if not (ROOT / folder).exists():
        say(f"{title}: the first time with all dependencies, about {minutes} minutes on two cores")
    return Phase(title, name, BuildOutput()).run(["swift", "build", *arguments], env)


def toolchain():
    """The compiler and its time: another one makes everything anew."""
    path = shutil.which("swift")
    return f"{path} {int((ROOT / path).stat().st_mtime)}"


def must(code):
    """Ends the command where a step failed, which has said so."""
    if code:
        sys.exit(code)
