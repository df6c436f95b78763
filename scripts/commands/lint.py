"""Check the sources' format, the syntax of the scripts, and who imports whom."""

from localservers.process import say
from localservers.settings import ROOT

from . import format, libraries

_PYTHON = ("scripts", "Benchmarks", "Tests/Fuzz", "Tests/Browser", "Examples")


def add_arguments(parser):
    pass


def main(options):
    code = format.swift_format(["lint", "--strict"], format.paths())
    return max(code, _check_python(), libraries.check())


def _check_python():
    code = 0
    files = [ROOT / "scripts" / "dev", *(file for folder in _PYTHON for file in (ROOT / folder).rglob("*.py"))]
    for file in files:
        try:
            compile(file.read_text(), str(file.relative_to(ROOT)), "exec")
        except SyntaxError as error:
            say(f"{error.filename}:{error.lineno}: {error.msg}")
            code = 1
    return code
