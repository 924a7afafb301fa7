import json
import struct

import torch

from . import read

TYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.int64: "I64"}


def load_file(path):
    header, numbers = read(path)
    kinds = {name: kind for kind, name in TYPES.items()}
    return {
        name: torch.frombuffer(bytearray(numbers[slice(*told["data_offsets"])]), dtype=kinds[told["dtype"]]).reshape(told["shape"])
        for name, told in header.items()
        if name != "__metadata__"
    }


def save_file(tensors, path):
    header, numbers = {}, b""
    for name, tensor in tensors.items():
        part = tensor.contiguous().numpy().tobytes()
        places = [len(numbers), len(numbers) + len(part)]
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": places}
        numbers += part
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + numbers)
