"""A running container, whichever engine runs it."""

import os
import signal
import time


class Container:
    """What an engine has to tell of a container that it has started: its main process, and how to run others in it."""

    def main_process(self):
        """The process id, as this machine counts, of the program that the image starts; None until it runs."""
        raise NotImplementedError

    def exit_code(self):
        """None while it runs."""
        raise NotImplementedError

    def execute(self, *command):
        """Runs a command inside, as the image's user; the exit code and what it printed."""
        raise NotImplementedError

    def stop(self, seconds):
        """Sends SIGTERM to the main process, as `docker stop` does. The exit code, or None if it goes on."""
        os.kill(self.main_process(), signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while self.exit_code() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.exit_code()


def healthcheck(configuration):
    """The command of an image's HEALTHCHECK."""
    kind, *words = configuration["Healthcheck"]["Test"]
    return ["/bin/sh", "-c", words[0]] if kind == "CMD-SHELL" else words
