"""Builds and runs the image with a Docker engine."""

import contextlib
import json
import shutil
import subprocess

from localservers.settings import ROOT
from phases.swift_output import BuildOutput

from .container import Container


class Docker:
    name = "docker"
    image = "bodega:latest"

    @staticmethod
    def is_reachable():
        """The client alone is no engine."""
        if not shutil.which("docker"):
            return False
        asked = ["docker", "version", "--format", "{{.Server.Version}}"]
        return subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    @contextlib.contextmanager
    def alone(self, steps):
        yield

    def build(self, steps):
        with steps.step("Building the image", BuildOutput()):
            steps.run(["docker", "build", "--tag", self.image, str(ROOT)])

    def configuration(self):
        return json.loads(_output("image", "inspect", "--format", "{{json .Config}}", self.image))

    def megabytes(self):
        return int(_output("image", "inspect", "--format", "{{.Size}}", self.image)) // 1_000_000

    @contextlib.contextmanager
    def running(self, environment, log):
        """A container on this machine's network, removed afterwards."""
        settings = [f"--env={name}={value}" for name, value in environment.items()]
        container = _output("run", "--detach", "--network", "host", *settings, self.image)
        try:
            yield DockerContainer(container)
        finally:
            subprocess.run(["docker", "logs", container], stdout=log, stderr=subprocess.STDOUT)
            subprocess.run(["docker", "rm", "--force", "--volumes", container], stdout=subprocess.DEVNULL)


class DockerContainer(Container):
    def __init__(self, name):
        self.name = name

    def main_process(self):
        return int(_output("inspect", "--format", "{{.State.Pid}}", self.name)) or None

    def exit_code(self):
        state = json.loads(_output("inspect", "--format", "{{json .State}}", self.name))
        return None if state["Running"] else state["ExitCode"]

    def execute(self, *command):
        done = subprocess.run(
            ["docker", "exec", self.name, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return done.returncode, done.stdout


def _output(*arguments):
    return subprocess.run(["docker", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
