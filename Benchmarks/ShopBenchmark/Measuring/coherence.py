"""How long another instance serves an entry that has been invalidated."""

import subprocess

from served import EXECUTABLE


def measure():
    print("\n### Entries in memory\n", flush=True)
    return subprocess.run([EXECUTABLE, "coherence"]).returncode
