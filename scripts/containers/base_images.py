"""Stand-ins for the base images that the Dockerfile names, made of Debian's packages and this machine's Swift.

They are what the images of these names are, as far as the project uses them: a minimal Debian with the same package
sources, and the packages that Swift's image installs beside its toolchain. The toolchain itself is not copied but
mounted into the build.
"""

import re
import shutil
import tempfile
from pathlib import Path

from . import host

SWIFT_PACKAGES = (
    "binutils libicu-dev libcurl4-openssl-dev libedit-dev libsqlite3-dev libncurses-dev libpython3-dev libxml2-dev "
    "pkg-config uuid-dev tzdata git gcc libstdc++-12-dev"
)
# As in Debian's images, where `apt-get install` leaves nothing behind but what it installs.
KEEP_NO_PACKAGES = (
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };',
    'Dir::Cache::pkgcache "";',
    'Dir::Cache::srcpkgcache "";',
)
TOOLCHAIN = "/opt/swift"
REGISTRY = "docker.io/library"


def make_missing(storage, steps, names):
    """Makes those of the named images that are not in the storage yet, or were made with another toolchain."""
    for name in names:
        debian = re.fullmatch(r"debian:(\w+)-slim", name)
        swift = re.fullmatch(r"swift:[\d.]+-(\w+)", name)
        if debian:
            _make_debian(storage, steps, debian[1])
        elif swift:
            _make_debian(storage, steps, swift[1])
            _make_swift(storage, steps, name, swift[1])
        else:
            steps.fail(f"{name}: without a container engine only debian:NAME-slim and swift:VERSION-NAME can be made.")


def _make_debian(storage, steps, codename):
    name = f"{REGISTRY}/debian:{codename}-slim"
    if storage.has_image(name):
        return
    with steps.step(f"Base image debian:{codename}-slim"), tempfile.TemporaryDirectory(dir=storage.folder) as place:
        root = Path(place, "root")
        steps.run(["debootstrap", "--variant=minbase", codename, root, host.debian_mirror(codename)])
        sources = root / "etc/apt/sources.list"
        sources.write_text("".join(f"{line}\n" for line in host.debian_sources(codename)))
        options = [*KEEP_NO_PACKAGES, *host.apt_options()]
        (root / "etc/apt/apt.conf.d/90image").write_text("".join(f"{line}\n" for line in options))
        for leftover in ("var/cache/apt/archives", "var/lib/apt/lists", "usr/share/doc", "usr/share/man"):
            shutil.rmtree(root / leftover)
            (root / leftover).mkdir(mode=0o755)
        with storage.container("scratch") as container:
            steps.run(storage.command("add", "--quiet", container, root, "/"))
            steps.run(storage.command("config", "--cmd", "bash", container))
            storage.commit(steps, container, name)


def _make_swift(storage, steps, name, codename):
    version = host.swift_version()
    image = f"{REGISTRY}/{name}"
    if storage.has_image(image) and storage.label(image, "swift") == version:
        return
    with steps.step(f"Base image {name} (Swift {version})"):
        with storage.container(f"{REGISTRY}/debian:{codename}-slim") as container:
            install = f"apt-get -q update && apt-get -q install -y {SWIFT_PACKAGES} && rm -r /var/lib/apt/lists/*"
            environment = ["--env", "DEBIAN_FRONTEND=noninteractive"]
            steps.run(storage.command("run", *environment, container, "--", "sh", "-c", install))
            path = f"{TOOLCHAIN}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
            steps.run(storage.command("config", "--env", f"PATH={path}", "--label", f"swift={version}", container))
            storage.commit(steps, container, image)
