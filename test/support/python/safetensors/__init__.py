"""Stands in for the package safetensors, which Debian does not have: as much as the documentation uses."""
import json
import struct


def read(path):
    """The header of a file, and the bytes behind it."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length)), file.read()


class safe_open:
    def __init__(self, path, framework):
        self.header, _ = read(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def metadata(self):
        return self.header["__metadata__"]
