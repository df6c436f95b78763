import socket

from .project import ProjectTestCase

BUILDS = r"""mkdir -p .build/release
printf '#!/bin/sh\necho "$* $MONGODB_URI ${REDIS_URL-unset} $PORT"\nexit 5\n' >.build/release/bodega
chmod +x .build/release/bodega"""
MONGODB = "mongodb://db:27017/shop"


class RunTests(ProjectTestCase):
    def setUp(self):
        super().setUp()
        self.project.prepare_for_builds()
        self.project.program("swift", BUILDS)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = str(probe.getsockname()[1])

    def run_shop(self, *arguments, **settings):
        return self.project.dev("run", *arguments, MONGODB_URI=MONGODB, PORT=self.port, **settings)

    def test_the_built_shop_serves_with_the_servers_that_are_set(self):
        result = self.run_shop("--dry", REDIS_URL="redis://cache")
        self.assertEqual(result.stdout, f"serve --dry {MONGODB} redis://cache {self.port}\n")

    def test_an_empty_redis_url_is_handed_on_to_the_shop(self):
        self.assertEqual(self.run_shop(REDIS_URL="").stdout, f"serve {MONGODB}  {self.port}\n")

    def test_the_exit_code_is_that_of_the_shop(self):
        self.assertEqual(self.run_shop(REDIS_URL="").returncode, 5)

    def test_a_failed_build_serves_nothing(self):
        self.project.program("swift", "echo 'error: no such module'; exit 1")
        result = self.run_shop(REDIS_URL="")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("error: no such module", result.stderr)
