import os
import signal
import subprocess
import sys
import time

from .project import ProjectTestCase

HANGS = """
import os, sys, threading, time
print("◇ Test run started.", flush=True)
print("◇ Test endsAtOnce() started.", flush=True)
print("✔ Test endsAtOnce() passed after 0.001 seconds.", flush=True)
print("◇ Test waitsForEver() started.", flush=True)
open("pid", "w").write(str(os.getpid()))
threading.Thread(target=time.sleep, args=(600,), name="sleeper").start()
time.sleep(600)
"""
GOES_ON = """
import time
print("[1/2] Compiling Shop Cart.swift", flush=True)
time.sleep(1.5)
print("◇ Test run started.", flush=True)
for number in range(10):
    time.sleep(0.25)
    print(f"✔ Test number{number}() passed after 0.250 seconds.", flush=True)
print("✔ Test run with 10 tests in 1 suite passed after 2 seconds.", flush=True)
"""
WRITES_AT_ONCE = """
import time
print("◇ Test run started.")
for number in range(10):
    time.sleep(0.25)
    print(f"✔ Test number{number}() passed after 0.250 seconds.")
print("✔ Test run with 10 tests in 1 suite passed after 2 seconds.")
"""
PASSES = """
print("[1/2] Compiling Shop Cart.swift")
print("◇ Test run started.")
print("◇ Test adds() started.")
print("✔ Test adds() passed after 0.001 seconds.")
print("✔ Test run with 1 test in 1 suite passed after 0.001 seconds.")
"""
FAILS = """
print("◇ Test run started.")
print("◇ Test adds() started.")
print("✘ Test adds() recorded an issue at CartTests.swift:3:5: Expectation failed: (1 → 1) == 2")
print("↳ one and one")
print("  are two")
print("◇ Test removes() started.")
print("✔ Test removes() passed after 0.001 seconds.")
print("✘ Test adds() failed after 0.002 seconds with 1 issue.")
print("✘ Test run with 2 tests in 1 suite failed after 0.002 seconds with 1 issue.")
raise SystemExit(1)
"""
DIES = """
import os
print("◇ Test run started.", flush=True)
print("◇ Test divides() started.", flush=True)
print("Shop/Cart.swift:7: Fatal error: Division by zero", flush=True)
for number in range(100):
    print(f"{number} in divide at Cart.swift", flush=True)
os.kill(os.getpid(), 4)
"""
RACES = """
print("◇ Test run started.")
print("WARNING: ThreadSanitizer: data race")
print("  Write of size 8")
for number in range(100):
    print(f"✔ Test number{number}() passed after 0.250 seconds.")
print("✔ Test run with 100 tests in 1 suite passed after 2 seconds.")
raise SystemExit(66)
"""
LEAVES_SOMETHING = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open("pid", "w").write(str(child.pid))
print("✔ Test run with 0 tests in 0 suites passed after 0 seconds.")
"""


class FollowTests(ProjectTestCase):
    def follow(self, program, *options, **settings):
        self.project.write("program.py", program)
        command = [sys.executable, "-B", "program.py"]
        return self.project.dev("follow", "--tests", *options, "Testing", "test", *command, **settings)

    def test_tests_that_stand_still_are_ended_with_all_stacks(self):
        result = self.follow(HANGS, "--limit", "1")
        self.assertEqual(result.returncode, 1)
        self.assertIn("nothing has ended for 1 s", result.stderr)
        self.assertIn("still running: waitsForEver()", result.stderr)
        self.assertNotIn("running: endsAtOnce()", result.stderr)
        self.assertGreaterEqual(result.stderr.count("Thread "), 2)
        self.assertFalse(os.path.exists(f"/proc/{(self.project.root / 'pid').read_text()}"))
        self.assertIn("waitsForEver", (self.project.local / "log" / "test.log").read_text())

    def test_tests_of_which_one_ends_now_and_then_are_left_alone(self):
        result = self.follow(GOES_ON, "--limit", "2")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_what_a_program_keeps_back_from_a_pipe_is_heard_of(self):
        result = self.follow(WRITES_AT_ONCE, "--limit", "2")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_the_closing_line_is_shown_and_the_single_tests_are_not(self):
        result = self.follow(PASSES)
        self.assertEqual(result.stdout, "✔ Test run with 1 test in 1 suite passed after 0.001 seconds.\n")

    def test_a_terminal_shows_the_progress_in_one_line(self):
        self.project.write("program.py", PASSES)
        ours, theirs = os.openpty()
        self.addCleanup(os.close, ours)
        command = [str(self.project.root / "scripts" / "dev"), "follow", "--tests", "Testing", "test"]
        subprocess.run(
            [*command, sys.executable, "program.py"], env=self.project.environment(), stdout=subprocess.DEVNULL, stderr=theirs
        )
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        self.assertIn("\r\x1b[KTesting 1 passed, 0 failed, 0 running", shown)
        self.assertNotIn("\n", shown)

    def test_failed_tests_are_shown_in_full(self):
        result = self.follow(FAILS)
        self.assertEqual(result.returncode, 1)
        for expected in ("Expectation failed", "↳ one and one", "  are two", "failed after 0.002 seconds with 1 issue"):
            self.assertIn(expected, result.stdout)
        self.assertNotIn("removes", result.stdout + result.stderr)
        self.assertIn(".local/log/test.log", result.stderr)

    def test_the_end_of_a_run_that_died_is_shown(self):
        result = self.follow(DIES)
        self.assertEqual(result.returncode, 128 + signal.SIGILL)
        self.assertIn("Fatal error: Division by zero\n0 in divide at Cart.swift\n", result.stderr)

    def test_what_a_sanitizer_reports_is_shown(self):
        result = self.follow(RACES)
        self.assertEqual(result.returncode, 66)
        self.assertIn("WARNING: ThreadSanitizer: data race\n  Write of size 8\n", result.stdout)

    def test_something_left_behind_does_not_keep_it_waiting(self):
        started = time.monotonic()
        result = self.follow(LEAVES_SOMETHING)
        os.kill(int((self.project.root / "pid").read_text()), signal.SIGKILL)
        self.assertEqual(result.returncode, 0)
        self.assertLess(time.monotonic() - started, 60)

    def test_the_program_ends_with_the_one_that_follows_it(self):
        self.project.write("program.py", HANGS)
        command = [str(self.project.root / "scripts" / "dev"), "follow", "--tests", "Testing", "test"]
        follower = subprocess.Popen(
            [*command, sys.executable, "program.py"], env=self.project.environment(), stderr=subprocess.DEVNULL
        )
        pid_file = self.project.root / "pid"
        wait_until(lambda: pid_file.exists() and pid_file.read_text())
        follower.terminate()
        follower.wait()
        wait_until(lambda: not is_running(pid_file.read_text()))


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come about within 30 s")
        time.sleep(0.02)
