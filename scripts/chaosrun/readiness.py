"""Asks the instances whether they are ready, as a load balancer does."""

import json
import threading
import time
import urllib.error
import urllib.request

PAUSE_SECONDS = 0.5


def ask(instance):
    """What `/ready` says; None when there was no answer."""
    try:
        with urllib.request.urlopen(instance.address + "/ready", timeout=10) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except (OSError, ValueError):
        return None


class Readiness(threading.Thread):
    """Collects what was said of MongoDB and Redis: `mongodb up`, `mongodb down`, `redis up`, …"""

    def __init__(self, instances):
        super().__init__(daemon=True)
        self.instances = instances
        # How often each was said.
        self.said = {}
        self.slowest = 0.0
        self._ended = threading.Event()

    def run(self):
        while not self._ended.wait(PAUSE_SECONDS):
            for instance in self.instances:
                began = time.monotonic()
                report = ask(instance)
                self.slowest = max(self.slowest, time.monotonic() - began)
                for part in ("mongodb", "redis") if report else ():
                    said = f"{part} {report[part]}"
                    self.said[said] = self.said.get(said, 0) + 1

    def stop(self):
        self._ended.set()
        self.join()
