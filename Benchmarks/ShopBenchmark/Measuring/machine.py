"""What the figures were measured on."""

import os
import platform
import re
import subprocess
from pathlib import Path


def facts():
    lines = [
        f"- {os.cpu_count()} cores of {_cpu()}, {_memory_gib()} GiB, {_system()}, Linux {platform.release()}",
        f"- {_first_line('swift', '--version')}, built with `-c release`",
        f"- MongoDB {_version(os.environ['BODEGA_MONGOD'], '--version')} (one-node replica set, journaled majority "
        f"writes), libmongoc {_version('pkg-config', '--modversion', 'libmongoc-1.0')}",
        f"- Redis {_version(os.environ['BODEGA_REDIS_SERVER'], '--version')} (append-only file, synced each second), "
        f"wrk {_version('wrk', '--version')}",
        f"- Servers, shop and load on the same cores; load average before: {os.getloadavg()[0]:.1f}",
    ]
    return "\n".join(lines)


def _cpu():
    return re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())[1]


def _memory_gib():
    kib = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1])
    return round(kib / 1024 / 1024)


def _system():
    return platform.freedesktop_os_release()["PRETTY_NAME"]


def _first_line(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return next(line for line in result.stdout.splitlines() if "version" in line.lower() or line)


def _version(*command):
    return re.search(r"\d+(\.\d+)+", _first_line(*command))[0]
