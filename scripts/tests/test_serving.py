import os
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

from localservers import shop
from localservers.servers import StartError, free_port
from localservers.serving import serving
from localservers.settings import ROOT

# Is not ready when it is asked for the first time, and tells where it works.
SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Handler.asked += 1
        self.send_response(503 if Handler.asked == 1 else 200)
        self.end_headers()
        self.wfile.write(f"{self.path} {sys.argv[1]} {os.getcwd()} {Handler.asked}".encode())

HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""
BROKEN = """
for number in range(100): print("line", number)
raise SystemExit(3)
"""


class ServingTests(unittest.TestCase):
    """Stand-ins for the executable."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.log = self.folder / "shop.log"

    def program(self, body):
        path = self.folder / "bodega"
        path.write_text(f"#!{sys.executable}\n{body}")
        path.chmod(0o755)
        return path

    def test_it_runs_in_the_project_on_the_given_port_from_when_it_is_ready(self):
        port = free_port()
        with shop.running(self.program(SERVER), self.log, port) as address:
            self.assertEqual(address, f"http://127.0.0.1:{port}")
            with urllib.request.urlopen(f"{address}/who", timeout=10) as answer:
                self.assertEqual(answer.read().decode(), f"/who serve {ROOT} 3")
            self.assertIn('"GET /ready HTTP/1.1" 503', self.log.read_text())
        with self.assertRaises(OSError):
            urllib.request.urlopen(f"{address}/who", timeout=10)

    def test_it_ends_with_what_is_done_with_it(self):
        with self.assertRaises(ZeroDivisionError):
            with shop.process(self.program(SERVER), self.log, shop.environment(free_port())) as server:
                self.assertIsNone(server.poll())
                raise ZeroDivisionError
        self.assertIsNotNone(server.poll())

    def test_who_does_not_start_is_told_with_the_end_of_its_log(self):
        with self.assertRaises(StartError) as caught, shop.running(self.program(BROKEN), self.log):
            self.fail("it runs")
        first, *lines = str(caught.exception).splitlines()
        self.assertIn("exit code 3", first)
        self.assertEqual(lines, [f"line {number}" for number in range(80, 100)])

    def test_who_never_answers_is_not_waited_for_without_end(self):
        command = [self.program("import time\nprint('asleep', flush=True)\ntime.sleep(600)\n")]
        url = f"http://127.0.0.1:{free_port()}/ready"
        with self.assertRaisesRegex(StartError, url), serving(command, self.log, [url], start_seconds=0, env=os.environ):
            self.fail("it serves")


if __name__ == "__main__":
    unittest.main()
