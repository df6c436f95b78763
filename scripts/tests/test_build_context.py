"""The container image is built from the build context alone: what is missing there, `docker build` can't find."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from containers.build_context import Dockerfile, IgnoreFile
from localservers.settings import ROOT


class BuildContextTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dockerfile = Dockerfile((ROOT / "Dockerfile").read_text())
        cls.ignored = IgnoreFile((ROOT / ".dockerignore").read_text())
        cls.targets = target_folders()

    def test_every_target_of_the_package_is_in_the_build_context(self):
        missing = [str(path) for target in self.targets for path in files_in(target) if self.ignored.excludes(path)]
        self.assertEqual(missing, [], ".dockerignore keeps files out that Package.swift needs")

    def test_every_target_of_the_package_is_copied_before_the_build(self):
        copied = [Path(path) for path in self.dockerfile.copied_before("swift build")]
        missing = [str(target) for target in self.targets if not is_within(target, copied)]
        self.assertEqual(missing, [], "the Dockerfile does not copy folders that Package.swift names")

    def test_everything_that_the_dockerfile_copies_is_in_the_build_context(self):
        required = [path for path in self.dockerfile.copied() if "[" not in path]
        missing = [path for path in required if not (ROOT / path).exists() or self.ignored.excludes(path)]
        self.assertEqual(missing, [])

    def test_local_data_and_settings_stay_out_of_the_build_context(self):
        for path in (".env", ".git/config", ".local/mongodb/data/WiredTiger", ".build/debug/bodega"):
            self.assertTrue(self.ignored.excludes(path), f"{path} would be sent to the container engine")


class IgnoreFileTests(unittest.TestCase):
    def test_an_exception_lets_a_folder_back_in(self):
        ignored = IgnoreFile("# comment\n*\n!Sources\n")
        self.assertFalse(ignored.excludes("Sources/BSON/Value.swift"))

    def test_a_later_pattern_wins_over_an_exception(self):
        ignored = IgnoreFile("*\n!scripts\n**/__pycache__\n")
        self.assertTrue(ignored.excludes("scripts/commands/__pycache__/image.pyc"))

    def test_a_star_does_not_reach_into_folders(self):
        ignored = IgnoreFile("*.md\n")
        self.assertEqual([ignored.excludes("README.md"), ignored.excludes("docs/chaos.md")], [True, False])


class DockerfileTests(unittest.TestCase):
    DOCKERFILE = Dockerfile(
        "ARG BASE=swift:6\nFROM ${BASE} AS build\nCOPY Package.swift ./\nRUN prepare \\\n    && make\n"
        "FROM debian AS last\nCOPY --from=build /out /out\nCOPY seed seed\nFROM last\n"
    )

    def test_base_images_have_the_defaults_of_arguments_and_no_stages(self):
        self.assertEqual(self.DOCKERFILE.base_images(), ["swift:6", "debian"])

    def test_a_copy_from_another_stage_needs_nothing_of_the_context(self):
        self.assertEqual(self.DOCKERFILE.copied(), ["Package.swift", "seed"])

    def test_a_copy_counts_for_the_commands_behind_it_in_the_same_stage(self):
        self.assertEqual(self.DOCKERFILE.copied_before("make"), ["Package.swift"])


def target_folders():
    """The folder of each target, as SwiftPM finds it: named in the manifest, or after the target."""
    environment = {name: value for name, value in os.environ.items() if name != "BODEGA_FUZZ"}
    described = subprocess.run(
        ["swift", "package", "--ignore-lock", "dump-package"],  # reads the manifest only: a build may go on meanwhile
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return [
        Path(target.get("path") or f"{'Tests' if target['type'] == 'test' else 'Sources'}/{target['name']}")
        for target in json.loads(described.stdout)["targets"]
    ]


def files_in(folder):
    for path, folders, names in os.walk(ROOT / folder):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".build")]
        yield from (Path(path, name).relative_to(ROOT) for name in names)


def is_within(path, folders):
    return any(folder == path or folder in path.parents for folder in folders)
