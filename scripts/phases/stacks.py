"""What all threads of a process are doing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

SECONDS = 180


def describe(pid):
    """Text with every thread's stack, from gdb or eu-stack; without either, what the kernel knows."""
    for program, command in (
        ("gdb", ["gdb", "--batch", "--nx", "-p", str(pid), "-ex", "set pagination off", "-ex", "thread apply all bt 40"]),
        ("eu-stack", ["eu-stack", "-n", "40", "-p", str(pid)]),
    ):  # fmt: skip
        if not shutil.which(program):
            continue
        try:
            # Symbols might be asked for on the network otherwise.
            environment = {**os.environ, "DEBUGINFOD_URLS": ""}
            result = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=SECONDS, env=environment,
            )  # fmt: skip
            text = result.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired:
            text = ""
        if "#0" in text:
            return _readable(text)
    hint = "(Install gdb to see the functions: neither gdb nor eu-stack is there, or may look at the process.)"
    return "\n".join([hint, *map(_thread, sorted(Path(f"/proc/{pid}/task").glob("*"), key=lambda task: int(task.name)))])


def _readable(text):
    """Without what gdb says before, thousands of lines about symbols, and with the names as they stand in the sources."""
    first = re.search(r"^(Thread|TID) \d+", text, re.MULTILINE)
    text = text[first.start() :] if first else text
    if not shutil.which("swift"):
        return text
    names = subprocess.run(["swift", "demangle", "--simplified"], input=text.encode(), capture_output=True)
    return names.stdout.decode(errors="replace") if names.returncode == 0 else text


def descendants(pid):
    """The process ids of all children, theirs, and so on."""
    children = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for each in found:  # grows meanwhile
        found += children.get(each, [])
    return found[1:]


def of_interest(pid):
    """The test executables below a process, or it and everything below it when none of them is one."""
    everything = [pid, *descendants(pid)]
    return [each for each in everything if _executable(each).endswith(".xctest")] or everything


def _executable(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def _thread(task):
    facts = [f"Thread {task.name} ({_read(task / 'comm')}), waiting in {_read(task / 'wchan') or 'nothing'}"]
    return "\n".join([*facts, *(f"    {line}" for line in _read(task / "stack").splitlines())])


def _read(path):
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
