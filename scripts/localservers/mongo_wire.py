"""Just enough of MongoDB's wire protocol (OP_MSG) to initiate a replica set without a driver or a shell."""

import socket
import struct


class MongoCommandError(Exception):
    """The server answered, and its answer was a refusal."""


class MongoConnection:
    OP_MSG = 2013

    def __init__(self, port, timeout=5.0):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def command(self, database="admin", /, **document):
        """Runs a command. Its name is the first keyword: order matters to the server."""
        body = struct.pack("<IB", 0, 0) + encode({**document, "$db": database})
        self._socket.sendall(struct.pack("<iiii", 16 + len(body), 1, 0, self.OP_MSG) + body)
        length = struct.unpack("<i", self._receive(4))[0]
        message = self._receive(length - 4)
        # What precedes the document: three header fields (12 bytes), the flags (4), the section's kind (1).
        reply = decode(message, 17)[0]
        if reply.get("ok") != 1:
            raise MongoCommandError(reply.get("errmsg", str(reply)))
        return reply

    def _receive(self, count):
        data = b""
        while len(data) < count:
            chunk = self._socket.recv(count - len(data))
            if not chunk:
                raise ConnectionError("MongoDB closed the connection")
            data += chunk
        return data


def encode(document):
    body = b"".join(_encode_element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _encode_element(name, value):
    key = name.encode() + b"\0"
    if isinstance(value, bool):
        return b"\x08" + key + (b"\1" if value else b"\0")
    if isinstance(value, int):
        return b"\x10" + key + struct.pack("<i", value)
    if isinstance(value, str):
        text = value.encode() + b"\0"
        return b"\x02" + key + struct.pack("<i", len(text)) + text
    if isinstance(value, dict):
        return b"\x03" + key + encode(value)
    if isinstance(value, list):
        return b"\x04" + key + encode({str(index): item for index, item in enumerate(value)})
    raise TypeError(f"cannot encode {type(value).__name__}")


def decode(data, start):
    """Returns the document that begins at `start`, and where it ends."""
    end = start + struct.unpack_from("<i", data, start)[0]
    document, at = {}, start + 4
    while data[at] != 0:
        kind = data[at]
        name_end = data.index(b"\0", at + 1)
        name = data[at + 1 : name_end].decode()
        document[name], at = _decode_value(kind, data, name_end + 1)
    return document, end


def _decode_value(kind, data, at):
    if kind == 0x01:
        return struct.unpack_from("<d", data, at)[0], at + 8
    if kind == 0x02:
        length = struct.unpack_from("<i", data, at)[0]
        return data[at + 4 : at + 3 + length].decode(), at + 4 + length
    if kind == 0x03:
        return decode(data, at)
    if kind == 0x04:
        items, end = decode(data, at)
        return list(items.values()), end
    if kind == 0x05:
        length = struct.unpack_from("<i", data, at)[0]
        return data[at + 5 : at + 5 + length], at + 5 + length
    if kind == 0x07:
        return data[at : at + 12], at + 12
    if kind == 0x08:
        return data[at] == 1, at + 1
    if kind == 0x0A:
        return None, at
    if kind == 0x10:
        return struct.unpack_from("<i", data, at)[0], at + 4
    if kind in (0x09, 0x11, 0x12):  # date, timestamp, 64-bit integer
        return struct.unpack_from("<q", data, at)[0], at + 8
    raise ValueError(f"unexpected BSON type {kind:#x} in a server's reply")
