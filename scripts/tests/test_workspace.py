"""Where the servers of a single run have their data, and that nothing of it stays."""

import os
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from localservers import workspace


class ThrowawayWorkspaceTests(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        self.local, self.memory = Path(root.name) / "local", Path(root.name) / "memory"
        self.local.mkdir()
        self.memory.mkdir()
        for name, value in (("LOCAL", self.local), ("_MEMORY", self.memory), ("_LEAST_MEMORY", 1)):
            patched = patch.object(workspace, name, value)
            patched.start()
            self.addCleanup(patched.stop)

    def test_data_in_memory_is_gone_when_the_run_ends(self):
        place = workspace.ThrowawayWorkspace(in_memory=True)
        place.enter()
        (place.mongo_folder / "journal").write_text("")
        self.assertEqual(place.mongo_folder.resolve().parent, self.memory)
        place.leave(lambda: None)
        self.assertEqual([*self.local.iterdir(), *self.memory.iterdir()], [])

    def test_data_in_memory_of_a_killed_run_is_removed_by_the_next_one(self):
        killed = workspace.ThrowawayWorkspace(in_memory=True)
        killed.enter()
        os.close(killed._lock)
        workspace.remove_abandoned_folders()
        self.assertEqual([*self.local.iterdir(), *self.memory.iterdir()], [])

    def test_where_memory_is_scarce_or_the_disk_is_wanted_data_is_in_the_folder(self):
        for in_memory, least in ((True, 2**60), (False, 1)):
            with self.subTest(in_memory), patch.object(workspace, "_LEAST_MEMORY", least):
                place = workspace.ThrowawayWorkspace(in_memory=in_memory)
                place.enter()
                self.assertFalse(place.mongo_folder.is_symlink())
                place.leave(lambda: None)


if __name__ == "__main__":
    unittest.main()
