import smtplib
import tempfile
import unittest
import warnings
from pathlib import Path

from chaosrun.servers import MailServer
from localservers.settings import AIOSMTPD


@unittest.skipUnless(AIOSMTPD.exists(), "needs aiosmtpd: scripts/dev deps")
class MailServerTests(unittest.TestCase):
    """The mail server of `make chaos`."""

    def setUp(self):
        # A server knows its process by its identifier.
        warnings.simplefilter("ignore", ResourceWarning)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = MailServer(Path(folder.name) / "mails", Path(folder.name) / "mails.log")
        self.addCleanup(self.server.kill)
        self.server.begin()
        self.server.finish()

    def test_a_server_that_was_killed_keeps_the_mails_of_before(self):
        self.send("a@example.com", "<1@localhost>")
        self.server.kill()
        self.server.start()
        self.server.finish()
        self.send("b@example.com", "<2@localhost>")
        self.assertCountEqual(
            self.server.mails(), [("a@example.com", "<1@localhost>"), ("b@example.com", "<2@localhost>")]
        )

    def send(self, recipient, message_id):
        with smtplib.SMTP("127.0.0.1", self.server.port) as client:
            client.sendmail("shop@localhost", recipient, f"Message-ID: {message_id}\r\n\r\nHello\r\n")


if __name__ == "__main__":
    unittest.main()
