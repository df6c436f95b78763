"""Samples the instances' memory and threads while buyers shop."""

import threading


class Watch(threading.Thread):
    def __init__(self, instances):
        super().__init__(daemon=True)
        self.instances = instances
        # What each instance had when it was looked at for the first time: what piles up from fault to fault counts.
        self.before = [instance.first_state() for instance in instances]
        self.most = list(self.before)
        self._ended = threading.Event()

    def run(self):
        while not self._ended.wait(0.25):
            for number, instance in enumerate(self.instances):
                state = instance.state()
                if state:
                    self.most[number] = tuple(map(max, self.most[number], state))

    def stop(self):
        self._ended.set()
        self.join()
