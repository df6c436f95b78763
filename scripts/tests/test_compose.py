"""What Docker Compose gives the shop has to be what the shop understands."""

import re
import unittest

from containers.compose import ComposeService
from localservers.settings import ROOT

SAMPLE = """
services:
  first:
    image: one
  second:
    environment:
      # a comment
      NAME: plain
      PORT: "8000"

    stop_grace_period: 15s
volumes:
"""


class ComposeServiceTests(unittest.TestCase):
    def test_environment_has_the_values_without_quotes_and_comments(self):
        self.assertEqual(ComposeService(SAMPLE, "second").environment(), {"NAME": "plain", "PORT": "8000"})

    def test_a_duration_is_read_in_seconds(self):
        self.assertEqual(ComposeService(SAMPLE, "second").seconds("stop_grace_period"), 15)

    def test_a_service_does_not_get_what_the_next_one_has(self):
        with self.assertRaises(ValueError):
            ComposeService(SAMPLE, "first").environment()


class ComposeFileTests(unittest.TestCase):
    def setUp(self):
        self.api = ComposeService((ROOT / "docker-compose.yml").read_text(), "api")
        self.settings = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))

    def test_every_variable_of_the_api_is_a_setting(self):
        self.assertEqual([name for name in self.api.environment() if name not in self.settings], [])

    def test_requests_and_then_jobs_have_their_time_before_the_container_is_killed(self):
        self.assertGreater(self.api.seconds("stop_grace_period"), 2 * int(self.settings["SHUTDOWN_GRACE_SECONDS"]))
