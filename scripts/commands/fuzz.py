"""Try to break the shop: its parsers with libFuzzer under the address sanitizer, its API with Schemathesis.

What is found is kept in .local/fuzz. See docs/fuzzing.md.
"""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import environments
from localservers import supervisor, workspace
from localservers.process import attached, say
from localservers.settings import LOCAL, ROOT
from phases import swift
from phases.phase import TAIL_LINES

from . import CommandError, deps

_PARSERS = ("bson", "json", "jwt", "multipart", "query")
_FOUND = LOCAL / "fuzz"
_BUILD = ".build-fuzz"
_INSTRUMENTED = "-sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp"
_TOLD = re.compile(r"^(stat::(number_of_executed_units|peak_rss_mb)|Done)")


def add_arguments(parser):
    parser.add_argument(
        "what", nargs="*", metavar="SECONDS|PART",
        help=f"seconds without builds (default: 480), then parts: {', '.join(_PARSERS)}, api (default: all)",
    )  # fmt: skip


def main(options):
    seconds, parts = _chosen(options.what)
    deps.install("fuzz")
    _FOUND.mkdir(parents=True, exist_ok=True)
    parsers = [part for part in parts if part != "api"]
    if parsers:
        _build()
    for name in parsers:
        _fuzz_parser(name, seconds // 10)
    if "api" in parts:
        # The parsers get a tenth of the time each, the API what is left.
        swift.must(_fuzz_api(seconds * 5 // 10))
    say("Nothing was broken.")


def _chosen(what):
    seconds = 480
    if what and what[0].isdecimal():
        seconds, what = int(what[0]), what[1:]
    for part in what:
        if part not in (*_PARSERS, "api"):
            raise CommandError(f"There is no part {part}: {', '.join(_PARSERS)}, api")
    return seconds, what or [*_PARSERS, "api"]


def _build():
    # Not by `-sanitize=fuzzer`, which would take the place of the address sanitizer and bring a `main` of its own.
    toolchain = Path(shutil.which("swiftc")).resolve().parent.parent
    runtime = next(toolchain.glob(f"lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-{platform.machine()}.a"), None)
    if not runtime:
        raise CommandError(f"There is no libFuzzer in {toolchain}.")
    linked = ["--whole-archive", str(runtime), "--no-whole-archive", "-lstdc++"]
    swift.must(
        swift.build(
            "Building the fuzzer", "build-fuzz", "--product", "Fuzz", "--build-path", _BUILD, "--sanitize=address",
            "-Xswiftc", _INSTRUMENTED, *(part for flag in linked for part in ("-Xlinker", flag)),
            folder=_BUILD, env={**os.environ, "BODEGA_FUZZ": "1"},
        )
    )  # fmt: skip


def _fuzz_parser(name, seconds):
    say(f"{name}: {seconds} s")
    (_FOUND / name).mkdir(exist_ok=True)
    log = _FOUND / f"{name}.log"
    command = [
        f"{_BUILD}/debug/Fuzz", name, f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=2048",
        "-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={_FOUND / name}-", str(_FOUND / name),
        f"Tests/Fuzz/Corpus/{name}",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "LSAN_OPTIONS": f"suppressions={ROOT}/scripts/suppressions/leaks.txt:print_suppressions=0",
        # libFuzzer tells where a trap was; Swift's own report of it may wait for the dead process without end.
        "SWIFT_BACKTRACE": "enable=no",
    }
    with open(log, "wb") as output:
        code = attached(command, env=environment, stdout=output, stderr=subprocess.STDOUT).wait()
    lines = log.read_text(errors="replace").splitlines()
    if code:
        tail = "\n".join(lines[-TAIL_LINES:])
        raise CommandError(f"{tail}\n{name}: broken; the input is in {_FOUND}")
    print("\n".join(filter(_TOLD.match, lines)), flush=True)


def _fuzz_api(seconds):
    environment = environments.provide("schemathesis", "fuzz.txt", "Schemathesis")
    python = environment / "bin" / "python"
    title = "Building bodega (debug)"
    swift.must(swift.build(title, "build-debug", "--product", "bodega", folder=".build/debug"))
    command = [str(python), "-B", "scripts/fuzzing", ".build/debug/bodega", str(environment / "bin" / "schemathesis")]
    os.environ["PYTHONPATH"] = str(ROOT / "scripts")
    return supervisor.supervise([*command, str(seconds), str(_FOUND / "api")], workspace.ThrowawayWorkspace())
