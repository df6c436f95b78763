"""The data layer against C on the same driver."""

import subprocess

from served import EXECUTABLE


def measure():
    print("\n### Data layer\n", flush=True)
    return subprocess.run([EXECUTABLE, "data"]).returncode
