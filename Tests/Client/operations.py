"""What the made client can do."""

import importlib
import inspect
import pkgutil
import re

import bodega_client.api

_REQUEST = re.compile(r'"method": "(\w+)",\s*"url": "([^"]+)"')


def operations(method=None):
    """The modules of the client, one an operation, and the method and the path of each."""
    for found in pkgutil.walk_packages(bodega_client.api.__path__, f"{bodega_client.api.__name__}."):
        if not found.ispkg:
            module = importlib.import_module(found.name)
            request = _REQUEST.search(inspect.getsource(module._get_kwargs))
            if method in (None, request[1]):
                yield module, request[1], request[2]


def name(module):
    """The group and the name of an operation."""
    return module.__name__.removeprefix(f"{bodega_client.api.__name__}.")
