import shutil
import socket
import subprocess
import unittest

from .project import ProjectTestCase

ELSEWHERE = "mongodb://db:27017/shop?replicaSet=rs0"
PRINT = ("sh", "-c", 'echo "$MONGODB_URI|${REDIS_URL-unset}"')


class ServersTests(ProjectTestCase):
    def test_an_empty_redis_url_is_handed_on_and_starts_nothing(self):
        result = self.project.dev("servers", "--", *PRINT, MONGODB_URI=ELSEWHERE, REDIS_URL="")
        self.assertEqual(result.stdout, f"{ELSEWHERE}|\n")
        self.assertFalse((self.project.local / "redis").exists())

    def test_an_empty_redis_url_in_the_file_is_handed_on_and_starts_nothing(self):
        self.project.write(".env", "REDIS_URL=\n")
        result = self.project.dev("servers", "--", *PRINT, MONGODB_URI=ELSEWHERE)
        self.assertEqual(result.stdout, f"{ELSEWHERE}|\n")
        self.assertFalse((self.project.local / "redis").exists())

    def test_an_empty_redis_url_in_the_environment_wins_over_the_file(self):
        self.project.write(".env", "REDIS_URL=redis://cache\n")
        result = self.project.dev("servers", "--", *PRINT, MONGODB_URI=ELSEWHERE, REDIS_URL="")
        self.assertEqual(result.stdout, f"{ELSEWHERE}|\n")

    @unittest.skipUnless(shutil.which("redis-server"), "there is no redis-server")
    def test_redis_is_started_where_its_url_is_not_set(self):
        result = self.project.dev("servers", "--throwaway", "--", *PRINT, MONGODB_URI=ELSEWHERE)
        self.assertRegex(result.stdout, r"\|redis://127\.0\.0\.1:\d+\n")

    def test_values_of_a_file_with_cr_lf_and_quotes_are_handed_on(self):
        self.project.write(".env", f"\ufeffexport MONGODB_URI=\"{ELSEWHERE}\" # ours\r\nREDIS_URL='redis://cache'\r\n")
        self.assertEqual(self.project.dev("servers", "--", *PRINT).stdout, f"{ELSEWHERE}|redis://cache\n")

    def test_a_line_that_is_not_understood_is_named_by_its_number(self):
        self.project.write(".env", "APP_ENV=dev\nJWT_SECRET\n")
        result = self.project.dev("servers", "--", *PRINT)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(result.stderr, ".env, line 2: is neither NAME=value nor a comment.\n")

    def test_the_exit_code_of_the_command_is_passed_on(self):
        result = self.project.dev("servers", "--", "sh", "-c", "exit 7", MONGODB_URI=ELSEWHERE, REDIS_URL="")
        self.assertEqual(result.returncode, 7)

    def test_a_taken_address_of_ipv6_is_told_as_a_url(self):
        try:
            taken = socket.create_server(("::", 0), family=socket.AF_INET6)
        except OSError:
            self.skipTest("there is no IPv6")
        self.addCleanup(taken.close)
        port = taken.getsockname()[1]
        result = self.project.dev("run", HOST="::", PORT=str(port))
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"http://[::]:{port} is taken by another program.", result.stderr)


class UnwritableFolderTests(ProjectTestCase):
    def servers(self, before=()):
        return self.project.dev("servers", "--", "true", before=before, MONGODB_URI=ELSEWHERE, REDIS_URL="")

    def assert_one_sentence(self, result, reason):
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, rf"\A\.local\S* can't be written or used: {reason}\.\n\Z")

    def mounted(self, options):
        """The start of a command that sees a file system of that kind as `.local`."""
        self.project.local.mkdir()
        mount = f"mount -t tmpfs -o {options} none {self.project.local} && exec \"$0\" \"$@\""
        command = ["unshare", "--mount", "sh", "-c", mount]
        if not shutil.which("unshare") or subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("mounting is not allowed here")
        return command

    def test_a_file_in_its_place_is_told_in_one_sentence(self):
        self.project.write(".local", "")
        self.assert_one_sentence(self.servers(), "file exists")

    def test_a_read_only_file_system_is_told_in_one_sentence(self):
        self.assert_one_sentence(self.servers(self.mounted("ro")), "read-only file system")

    def test_a_full_file_system_is_told_in_one_sentence(self):
        self.assert_one_sentence(self.servers(self.mounted("nr_inodes=1")), "no space left on device")
