"""Images and containers on disk, as buildah keeps them: without a service, and in a folder of the project."""

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import subprocess

# Storage that has grown beyond this is made anew: each change of the sources leaves layers behind.
MOST_MEGABYTES = 12_000
_CLONE_NEWNS = 0x00020000
_libc = ctypes.CDLL(None, use_errno=True)


class Storage:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def alone(self):
        """One process at a time uses the storage. Containers that a killed one has left are removed."""
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _leave_no_mounts()
            shutil.rmtree(self.folder / "run", ignore_errors=True)  # tells what was mounted in an earlier run
            os.environ["BUILDAH_ISOLATION"] = "chroot"
            os.environ["STORAGE_DRIVER"] = self._driver()
            subprocess.run(self.command("rm", "--all"), stdout=subprocess.DEVNULL)
            yield

    def command(self, *arguments):
        return ["buildah", "--root", str(self.folder / "storage"), "--runroot", str(self.folder / "run"), *arguments]

    def output(self, *arguments):
        return _output(*self.command(*arguments))

    @contextlib.contextmanager
    def container(self, image):
        """A container of an image, removed afterwards."""
        name = self.output("from", "--pull-never", image)
        try:
            yield name
        finally:
            subprocess.run(self.command("rm", name), stdout=subprocess.DEVNULL)

    def commit(self, steps, container, image):
        steps.run(self.command("commit", "--quiet", "--format", "docker", container, image))

    def has_image(self, image):
        return bool(self.output("images", "--quiet", "--filter", f"reference={image}"))

    def configuration(self, image):
        """What an image says about how it is run, in Docker's words: User, Env, Entrypoint, Cmd, Healthcheck."""
        return json.loads(self.output("inspect", "--type", "image", image))["Docker"]["config"]

    def label(self, image, name):
        return (self.configuration(image).get("Labels") or {}).get(name)

    def megabytes(self, image):
        with self.container(image) as container:
            return _megabytes(self.output("mount", container))

    def keep_small(self, steps):
        used = _megabytes(str(self.folder))
        if used > MOST_MEGABYTES:
            with steps.step(f"Removing old layers ({used // 1000} GB)"):
                steps.run(self.command("rmi", "--all", "--force"))

    def _driver(self):
        """Layers that share what they have in common, where the kernel lets them."""
        probe = self.command("--storage-driver", "overlay", "info")
        works = subprocess.run(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        return "overlay" if works else "vfs"


def _leave_no_mounts():
    """Mounts happen in a namespace of this process: they are gone with it, even when it is killed."""
    if _libc.unshare(_CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


def _megabytes(folder):
    return int(_output("du", "-smx", folder).split()[0])


def _output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
