"""A mail server for tests: `python3 scripts/smtpserver --port 2525 --folder FOLDER`.

It is aiosmtpd's, which must be on PYTHONPATH, and ends with the process that started it. Each mail becomes a file NUMBER.json in the folder: the envelope, how it
came, and what Python's own parser reads in it. What happens to a mail depends on its recipient:

greylisted…  is refused with 451 at the first try, as strangers are by a server with a grey list
refused…     is refused with 550
dropped…     the connection is closed after DATA, before the reply, at the first try; the mail is kept
hanging…     gets no answer before there is a file `released` in the folder

A server that is started again adds to the mails that are in its folder.
"""

import argparse
import asyncio
import base64
import email.policy
import itertools
import json
import os
import ssl
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    def __init__(self, folder, pause):
        self._folder = folder
        self._pause = pause
        kept = [int(file.stem) for file in folder.glob("*.json")]
        self._numbers = itertools.count(max(kept, default=0) + 1)
        self._seen = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 No such user here"
        if address.startswith("greylisted") and self._is_first(address):
            return "451 4.7.1 Come back later"
        if address.startswith("hanging"):
            (self._folder / "hanging").touch()
            while not (self._folder / "released").exists():
                await asyncio.sleep(0.01)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        # Who dies meanwhile dies before the mail was taken, or after it and before the reply.
        await asyncio.sleep(self._pause / 2)
        self._keep(session, envelope)
        await asyncio.sleep(self._pause / 2)
        to = envelope.rcpt_tos[0]
        if to.startswith("dropped") and self._is_first(to):
            server.transport.abort()
        return "250 OK"

    def _is_first(self, address):
        is_first = address not in self._seen
        self._seen.add(address)
        return is_first

    def _keep(self, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        mail = {
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "options": envelope.mail_options,
            "peer": session.peer[1],
            "isEncrypted": session.ssl is not None,
            "isAuthenticated": bool(session.authenticated),
            "content": base64.b64encode(envelope.original_content).decode(),
            "headers": [[name, str(value)] for name, value in message.items()],
            "text": _part(message, "plain"),
            "html": _part(message, "html"),
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
        number = next(self._numbers)
        part = self._folder / f"{number}.part"
        part.write_text(json.dumps(mail))
        os.replace(part, self._folder / f"{number}.json")


def _part(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else None


def _context(certificate, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def main(options):
    handler = Handler(options.folder, options.pause)
    arguments = {"enable_SMTPUTF8": not options.ascii, "hostname": "test.example"}
    implicit = None
    if options.certificate:
        context = _context(options.certificate, options.key)
        if options.smtps:
            implicit = context
        else:
            arguments |= {"tls_context": context, "require_starttls": options.require_tls}
    if options.user:
        expected = LoginPassword(options.user.encode(), options.password.encode())
        arguments |= {
            "authenticator": lambda *parts: AuthResult(success=parts[4] == expected, handled=False),
            "auth_required": True,
            "auth_require_tls": bool(options.certificate) and not options.smtps,
        }
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(handler, **arguments), "127.0.0.1", options.port, ssl=implicit)
    (options.folder / "ready").touch()
    # A test that crashed stops nothing.
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--folder", type=Path, required=True)
parser.add_argument("--pause", type=float, default=0, metavar="SECONDS", help="how long it takes to accept a mail")
parser.add_argument("--certificate", help="offer STARTTLS with this certificate, in a PEM file")
parser.add_argument("--key", help="the certificate's key")
parser.add_argument("--smtps", action="store_true", help="TLS from the first byte instead of STARTTLS")
parser.add_argument("--require-tls", action="store_true", help="take no mail without STARTTLS")
parser.add_argument("--user", help="take mail from this user only")
parser.add_argument("--password", default="")
parser.add_argument("--ascii", action="store_true", help="do not offer SMTPUTF8")
asyncio.run(main(parser.parse_args()))
