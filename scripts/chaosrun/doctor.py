"""What the shop's own doctor says of the stored data."""

import subprocess


def doctor(place, report):
    instance = place.instances[0]
    result = subprocess.run(
        [instance.binary, "doctor"], cwd=instance.folder, env=instance.environment, capture_output=True, text=True
    )
    broken = [line for line in result.stdout.splitlines() if line.startswith("BROKEN")]
    if result.returncode and not broken:
        broken = [f"exit code {result.returncode}: {result.stderr.strip()}"]
    report.add("bodega doctor finds no fault", len(result.stdout.splitlines()), broken)
