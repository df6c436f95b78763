"""Python programs in environments of their own below .local, with what their requirements files pin and nothing else."""

import shutil
import subprocess
import sys

from localservers.process import say
from localservers.settings import LOCAL, ROOT


def provide(name, requirements, title):
    """The folder `.local/NAME`, made anew when the requirements file has changed."""
    requirements = ROOT / "scripts" / "requirements" / requirements
    environment = LOCAL / name
    installed = environment / "requirements.txt"
    if not installed.exists() or installed.read_bytes() != requirements.read_bytes():
        say(f"Fetching {title} into .local/{name}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        python = environment / "bin" / "python"
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*command, "--only-binary=:all:", "--requirement", requirements], check=True)
        shutil.copyfile(requirements, installed)
    return environment
