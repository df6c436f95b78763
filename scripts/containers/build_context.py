"""What a container image is built from: the Dockerfile's instructions, and the files that `.dockerignore` lets in."""

import re
from pathlib import Path


class Dockerfile:
    """The instructions of a Dockerfile, in their order, with continued lines joined."""

    def __init__(self, text):
        lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
        joined = re.sub(r"\\\n", " ", "\n".join(lines))
        self.instructions = [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]

    def base_images(self):
        """The images that have to be there before the build, with the defaults of arguments filled in."""
        defaults, stages, images = {}, set(), []
        for instruction, rest in self.instructions:
            if instruction == "ARG":
                name, _, value = rest.partition("=")
                defaults[name] = value
            if instruction == "FROM":
                image, *alias = rest.split()
                image = re.sub(r"\$\{?(\w+)\}?", lambda match: defaults[match[1]], image)
                if image not in stages and image not in images:
                    images.append(image)
                stages.update(alias[1:])
        return images

    def copied_before(self, command):
        """The paths of the build context that the stage which runs a command has copied until then."""
        copied = []
        for instruction, rest in self.instructions:
            if instruction == "FROM":
                copied = []
            if instruction == "RUN" and command in rest:
                return copied
            if instruction == "COPY":
                copied += _sources(rest)
        raise ValueError(f"no stage of the Dockerfile runs {command}")

    def copied(self):
        """Every path that some stage copies from the build context."""
        return [path for instruction, rest in self.instructions if instruction == "COPY" for path in _sources(rest)]


def _sources(arguments):
    words = arguments.split()
    if any(word.startswith("--from=") for word in words):
        return []
    return [word for word in words if not word.startswith("--")][:-1]


class IgnoreFile:
    """The patterns of a `.dockerignore`. The last that matches a path, or a folder above it, decides."""

    def __init__(self, text):
        lines = (line.strip() for line in text.splitlines())
        self._rules = [
            (not line.startswith("!"), _compiled(line.lstrip("!").strip("/")))
            for line in lines
            if line and not line.startswith("#")
        ]

    def excludes(self, path):
        path, excluded = Path(path), False
        candidates = [str(path), *(str(parent) for parent in path.parents)]
        for excludes, pattern in self._rules:
            if any(pattern.fullmatch(candidate) for candidate in candidates):
                excluded = excludes
        return excluded


def _compiled(pattern):
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(parts.get(piece) or re.escape(piece) for piece in pieces))
