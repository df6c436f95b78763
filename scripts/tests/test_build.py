import os
import time

from .project import ProjectTestCase

STEPS = "for n in $(seq 200); do echo \"[$n/200] Compiling Shop File$n.swift\"; done"
BUILDS = f"{STEPS}\nmkdir -p .build/debug\ntouch .build/debug/bodega\n"
FAILS = f"""echo '[1/466] Compiling Shop Cart.swift'
echo "/src/Cart.swift:7:9: error: cannot find 'cat' in scope"
{STEPS}
echo 'error: fatalError'
exit 1
"""


class BuildTests(ProjectTestCase):
    def setUp(self):
        super().setUp()
        self.project.prepare_for_builds()

    def test_a_build_shows_its_progress_and_keeps_the_rest_in_a_log(self):
        self.project.program("swift", BUILDS)
        result = self.project.dev("build", "debug")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stderr, r"(?m)^Building \(debug\) \d+/200$")
        self.assertLess(len(result.stderr.splitlines()), 20)
        log = (self.project.local / "log" / "build-debug.log").read_text()
        self.assertEqual(log.count("Compiling Shop"), 200)

    def test_a_failed_build_shows_its_errors_its_end_and_where_the_rest_is(self):
        self.project.program("swift", FAILS)
        result = self.project.dev("build", "debug")
        self.assertEqual(result.returncode, 1)
        for expected in ("Cart.swift:7:9: error: cannot find", "[200/200]", "error: fatalError", ".local/log/build-debug.log"):
            self.assertIn(expected, result.stderr)
        self.assertNotIn("[100/200]", result.stderr)

    def test_a_verbose_build_shows_everything(self):
        self.project.program("swift", BUILDS)
        result = self.project.dev("build", "debug", VERBOSE="1")
        self.assertEqual(result.stdout.count("Compiling Shop"), 200)

    def test_a_build_of_what_is_built_asks_nothing(self):
        self.project.program("swift", BUILDS)
        self.project.dev("build", "debug")
        self.project.write("asked", "")
        self.project.program("swift", BUILDS)
        os.utime(self.project.bin / "swift", (1, 1))
        self.project.dev("build", "debug")
        self.project.dev("build", "debug")
        self.assertEqual(self.project.dev("build", "debug").stderr, "")

    def test_a_changed_source_is_built(self):
        self.project.program("swift", BUILDS)
        self.project.dev("build", "debug")
        later = time.time() + 10
        os.utime(self.project.root / "Sources" / "Shop" / "Cart.swift", (later, later))
        self.assertIn("Built", self.project.dev("build", "debug").stderr)
