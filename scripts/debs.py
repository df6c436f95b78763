"""Takes files out of Debian's packages, which are checked against their pinned digests. Nothing is installed."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from wheels import FetchError


def take(requirements, folder):
    """Puts files into a folder, as a requirements file names them.

    Each of its lines is a package, its version, the SHA-256 of the package, and paths of files in it:

        libjs-lamp=1.2-3 sha256:0f… /usr/share/javascript/lamp/lamp.js
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # Next to the destination, so that the files get there by renaming: complete or not at all.
    with tempfile.TemporaryDirectory(dir=folder) as download:
        for package, digest, *paths in _lines(requirements):
            _extract(_download(package, digest, Path(download)), paths, Path(download), folder)


def _lines(requirements):
    lines = (line.partition("#")[0].split() for line in Path(requirements).read_text().splitlines())
    return [line for line in lines if line]


def _download(package, digest, folder):
    if not shutil.which("apt-get"):
        raise FetchError("There is no apt-get to fetch Debian's packages with.")
    downloaded = _apt(folder, "download", package)
    if downloaded.returncode:
        # A fresh system has no lists of packages yet.
        _apt(folder, "update")
        downloaded = _apt(folder, "download", package)
    if downloaded.returncode:
        raise FetchError(downloaded.stdout.decode(errors="replace").strip())
    (deb,) = folder.glob(f"{package.partition('=')[0]}_*.deb")
    if f"sha256:{hashlib.sha256(deb.read_bytes()).hexdigest()}" != digest:
        raise FetchError(f"{package} is not the package that {digest} was written down for.")
    return deb


def _apt(folder, *arguments):
    return subprocess.run(
        ["apt-get", "-q", *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip


def _extract(deb, paths, part_folder, folder):
    unpacked = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    with unpacked, tarfile.open(fileobj=unpacked.stdout, mode="r|") as archive:
        wanted = {f".{path}" for path in paths}
        for member in archive:
            if member.name not in wanted:
                continue
            wanted.remove(member.name)
            part = part_folder / Path(member.name).name
            with archive.extractfile(member) as source, open(part, "wb") as target:
                shutil.copyfileobj(source, target)
            os.replace(part, folder / part.name)
        if wanted:
            raise FetchError(f"{deb.name} has no {', '.join(sorted(wanted))}")
