"""Builds and runs the image without a container engine: buildah needs no service, no namespaces and no registry."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from localservers import process
from localservers.settings import LOCAL, ROOT
from phases.stacks import descendants
from phases.swift_output import BuildOutput

from . import base_images, host
from .build_context import Dockerfile
from .container import Container
from .storage import Storage


class Buildah:
    name = "buildah"
    image = "localhost/bodega:latest"

    def __init__(self):
        self._storage = Storage(LOCAL / "containers")
        self._context = self._storage.folder / "context"

    @contextlib.contextmanager
    def alone(self, steps):
        if os.geteuid() != 0:
            steps.fail("There is no container engine. To do without one, run this as root.")
        _install_missing(steps)
        with self._storage.alone():
            yield

    def build(self, steps):
        self._storage.keep_small(steps)
        dockerfile = Dockerfile((ROOT / "Dockerfile").read_text())
        base_images.make_missing(self._storage, steps, dockerfile.base_images())
        self._copy_context(dockerfile)
        # Mounts leave empty folders behind in the layers. So the stages that fetch and compile are built first, with
        # this machine's mounts, and the last stage then takes them from the cache and has none.
        with steps.step("Fetching the pages' scripts"):
            self._build_stage(steps, "browser-files", self._pip_mounts())
        with steps.step("Compiling", BuildOutput()):
            self._build_stage(steps, "build", self._swift_mounts())
        with steps.step("Putting the image together"):
            self._bud(steps, "--tag", self.image)

    def configuration(self):
        return self._storage.configuration(self.image)

    def megabytes(self):
        return self._storage.megabytes(self.image)

    @contextlib.contextmanager
    def running(self, environment, log):
        """A container on this machine's network, with what the image says about how it is run; removed afterwards."""
        configuration = self.configuration()
        command = (configuration["Entrypoint"] or []) + (configuration["Cmd"] or [])
        with self._storage.container(self.image) as name:
            settings = [f"--env={key}={value}" for key, value in environment.items()]
            run = self._storage.command("run", *settings, name, "--")
            started = process.spawn(
                [*run, *command], when_we_die=signal.SIGKILL, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                yield BuildahContainer(started, run, program=command[0])
            finally:
                process.send(started.pid, signal.SIGKILL, group=True)
                started.wait()

    def _copy_context(self, dockerfile):
        """A file that is edited while the first stage is built would make the last one begin that again."""
        shutil.rmtree(self._context, ignore_errors=True)
        self._context.mkdir()
        for pattern in ("Dockerfile", ".dockerignore", *dockerfile.copied()):
            for source in ROOT.glob(pattern):
                target = self._context / source.relative_to(ROOT)
                if source.is_dir():
                    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(".build*"))
                else:
                    shutil.copy2(source, target)

    def _build_stage(self, steps, stage, mounts):
        volumes = [f"--volume={source}:{target}" for source, target in mounts.items()]
        self._bud(steps, *volumes, "--target", stage, "--tag", f"localhost/bodega-{stage}")

    def _bud(self, steps, *options):
        # Docker's format, because the other one has no HEALTHCHECK.
        fixed = ("--layers", "--pull-never", "--format", "docker")
        steps.run(self._storage.command("bud", *fixed, *options, str(self._context)))

    def _pip_mounts(self):
        text, mounts = host.pip_configuration()
        return {self._written("pip.conf", text): "/etc/pip.conf:ro", **{a: f"{b}:ro" for a, b in mounts.items()}}

    def _swift_mounts(self):
        text, folders = host.git_configuration()
        cache = self._storage.folder / "build-cache"
        cache.mkdir(exist_ok=True)
        return {
            host.swift_prefix(): f"{base_images.TOOLCHAIN}:ro",
            self._written("gitconfig", text): "/etc/gitconfig:ro",
            **{folder: f"{folder}:ro" for folder in folders},
            # What has been compiled is compiled again only after a change.
            cache: "/src/.build",
        }

    def _written(self, name, text):
        path = self._storage.folder / name
        path.write_text(text)
        return path


class BuildahContainer(Container):
    """Buildah starts the program below processes of its own, with this machine's process ids."""

    def __init__(self, started, run, program):
        self._started = started
        self._run = run
        self._program = program

    def main_process(self):
        for pid in descendants(self._started.pid):
            with contextlib.suppress(OSError):
                if Path(os.readlink(f"/proc/{pid}/exe")).name == self._program:
                    return pid
        return None

    def exit_code(self):
        return self._started.poll()

    def execute(self, *command):
        done = subprocess.run([*self._run, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout


def _install_missing(steps):
    missing = [program for program in ("buildah", "debootstrap") if not shutil.which(program)]
    if missing and not shutil.which("apt-get"):
        steps.fail(f"There is no container engine. To do without one, install {' and '.join(missing)}.")
    if missing:
        with steps.step(f"Installing {' and '.join(missing)}"):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            steps.run(["apt-get", "update", "-q"])
            steps.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], env=environment)
