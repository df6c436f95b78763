#!/usr/bin/env python3
"""Serves the storefront: `make storefront`, or `PORT=5173 API=http://localhost:8001 make storefront`.

The files are served as they are; every other path is the page, which looks at it itself. The shop must allow this origin
(CORS_ORIGINS); http://localhost:3000 it allows by default.
"""

import json
import os
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SERVED = {".html", ".css", ".js", ".svg"}


class Handler(SimpleHTTPRequestHandler):
    extensions_map = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

    def __init__(self, *arguments, api, **named):
        self.api = api
        super().__init__(*arguments, directory=str(FOLDER), **named)

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/config.js":
            return self.answer(f"export const API = {json.dumps(self.api)};\n".encode())
        if Path(path).suffix not in SERVED:
            self.path = "/index.html"
        super().do_GET()

    do_HEAD = do_GET

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def end_headers(self):
        # Nothing but these files runs here, and nobody but the shop is asked. Pictures of products may be anywhere.
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {self.api}; img-src 'self' {self.api} https:; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_):
        pass


def server(port, api):
    """A server that `serve_forever()` runs; with port 0 the system chooses one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, api=api))


def main():
    port, api = int(os.environ.get("PORT") or 3000), os.environ.get("API") or "http://localhost:8000"
    try:
        storefront = server(port, api)
    except OSError as error:
        sys.exit(f"http://localhost:{port}: {error.strerror}. Another port: PORT=5173 make storefront")
    print(f"The storefront is at http://localhost:{port}, and asks the shop at {api}.", flush=True)
    if port not in (3000, 5173, 8080):
        print(f"The shop must allow it: CORS_ORIGINS=http://localhost:{port} make run", flush=True)
    try:
        storefront.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
