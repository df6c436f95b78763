"""Whether what a made client parsed is what it says of itself.

It takes any number for a string, and keeps what it has never heard of. Neither would be noticed by parsing alone.
"""

import sys
import types
import typing

import attrs
from bodega_client import models
from bodega_client.types import File


def faults(value, place=""):
    """A sentence for each attribute that is not declared, or of another type than declared."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, f"{place}[{index}]")
    if not attrs.has(type(value)) or isinstance(value, File):
        return
    hints = typing.get_type_hints(type(value), {**vars(sys.modules[type(value).__module__]), **vars(models)})
    more = hints.pop("additional_properties", None)
    # A map has nothing else.
    if more and hints:
        for name in value.additional_properties:
            yield f"{place}.{name} is not described"
    elif more and not fits(value.additional_properties, more):
        yield f"{place} is {value.additional_properties!r}, no {more}"
    for name, hint in hints.items():
        held = getattr(value, name)
        if not fits(held, hint):
            yield f"{place}.{name} is {held!r}, no {hint}"
        yield from faults(held, f"{place}.{name}")


def fits(value, hint):
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is typing.Any:
        return True
    if origin in (types.UnionType, typing.Union):
        return any(fits(value, each) for each in arguments)
    if origin is list:
        return isinstance(value, list) and all(fits(item, arguments[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(item, arguments[1]) for item in value.values())
    # JSON has one type of numbers; a truth is none of them.
    if hint is float:
        return type(value) in (float, int)
    return type(value) is hint
