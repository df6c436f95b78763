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
        (wheel,) = _download(requirements, download)
        with zipfile.ZipFile(wheel) as archive:
            for ending in endings:
                (member,) = (name for name in archive.namelist() if name.endswith(f"/{ending}"))
                part = Path(download) / Path(ending).name
                with archive.open(member) as source, open(part, "wb") as target:
                    shutil.copyfileobj(source, target)
                os.replace(part, folder / part.name)


def unpack(requirements, folder):
    """Downloads the wheels that a requirements file names, and unpacks them into a new folder."""
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as download:
        part = Path(download) / "unpacked"
        for wheel in _download(requirements, download):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(part)
        os.replace(part, folder)


def _download(requirements, folder):
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary=:all:", "--require-hashes", "--retries", "2", "--timeout", "15",
        "--dest", folder, "--requirement", str(requirements),
    ]  # fmt: skip
    pip = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if pip.returncode:
        raise FetchError(pip.stdout.decode(errors="replace").strip())
    return sorted(Path(folder).glob("*.whl"))
