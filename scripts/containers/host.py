"""How this machine reaches what a build fetches: Debian's mirror, the packages' mirror, Python's packages.

A build without a container engine gets these settings of the machine it runs on.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

# What a `pip.conf` says about where packages come from and whether to believe them.
PIP_KEYS = ("index-url", "extra-index-url", "find-links", "cert", "trusted-host", "proxy", "timeout", "default-timeout")
# Where files that `pip.conf` names are mounted. Their own places belong to the image's packages.
PIP_FOLDER = "/etc/pip"


def swift_prefix():
    """The folder of the Swift toolchain that has `bin` in it."""
    return Path(os.path.realpath(shutil.which("swift"))).parent.parent


def swift_version():
    return re.search(r"Swift version (\S+)", _output("swift", "--version"))[1]


def debian_sources(codename):
    """Lines for a `sources.list`: the mirrors that apt takes this release of Debian from."""
    form = "$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)"
    entries = _output("apt-get", "indextargets", "--format", form, "Created-By: Packages").splitlines()
    found = sorted({tuple(entry.split()[1:]) for entry in entries if entry.startswith("Debian ")})
    lines = [f"deb {uri} {suite} {component}" for uri, suite, component in found if suite.startswith(codename)]
    if not lines:
        raise ValueError(f"apt knows no mirror of Debian {codename} on this machine")
    return lines


def debian_mirror(codename):
    (mirror,) = {line.split()[1] for line in debian_sources(codename) if line.split()[2] == codename}
    return mirror


def apt_options():
    """Lines for a file in `apt.conf.d`: proxies, and that a mirror of an earlier day is not refused for its age."""
    names = ("Acquire::http::Proxy", "Acquire::https::Proxy", "Acquire::Check-Valid-Until", "Acquire::Check-Date")
    return [line for line in _output("apt-config", "dump").splitlines() if line.split(" ", 1)[0] in names]


def git_configuration():
    """The `gitconfig` by which git finds the packages in another place than Package.swift names, and its folders."""
    listed = subprocess.run(
        ["git", "config", "--get-regexp", r"^url\..*\.insteadof$"], stdout=subprocess.PIPE, text=True
    ).stdout  # exit code 1: there are none
    lines, folders = [], set()
    for key, value in (line.split(" ", 1) for line in listed.splitlines()):
        place = key[len("url.") : -len(".insteadof")]
        lines += [f'[url "{place}"]', f"\tinsteadOf = {value}"]
        if place.startswith("/"):
            folders.add(place)
    return "\n".join(lines), sorted(folders)


def pip_configuration():
    """A `pip.conf` with this machine's places of packages, and the files and folders it needs: {here: there}."""
    listed = subprocess.run(
        [shutil.which("python3"), "-m", "pip", "config", "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    ).stdout  # fmt: skip
    values, mounts = {}, {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        key, value = name.rpartition(".")[2], value.strip("'")
        if key not in PIP_KEYS:
            continue
        if os.path.isabs(value) and os.path.exists(value):
            mounts[value] = f"{PIP_FOLDER}/{key}"
            value = mounts[value]
        values[key.replace("default-timeout", "timeout")] = value
    return "[global]\n" + "".join(f"{key} = {value}\n" for key, value in values.items()), mounts


def _output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
