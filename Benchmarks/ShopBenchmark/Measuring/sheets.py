"""Tables of a million rows: how long they take, and the memory of the process that writes them."""

import subprocess
from pathlib import Path

from tables import table

EXECUTABLE = Path(".build/release/SheetsBenchmark").absolute()
MOST_MIB = 200


def measure():
    print("\n### Exports\n", flush=True)
    rows, highest = [], 0
    for form, count in (("csv", 1), ("xlsx", 1), ("xlsx", 2)):
        result = subprocess.run(
            [EXECUTABLE, form, "--tables", str(count)], check=True, stdout=subprocess.PIPE, text=True)  # fmt: skip
        taken, size, peak = result.stdout.split()
        rows.append([f"{count} × {form}", f"{float(taken):.1f}", size, peak])
        highest = max(highest, int(peak))
    print(table(["1,000,000 rows of 15 cells", "s", "MiB of a file", "MiB resident at most"], rows))
    return 1 if highest > MOST_MIB else 0
