#!/usr/bin/env python3
"""Writes torchvision networks with random weights as ONNX files, each with what PyTorch finds for it: its input, its output, and
the gradients of the output's weighed sum to the input and every parameter. scripts/check-torchvision.ts compares them.

    python3 scripts/check-torchvision.py FOLDER [--networks resnet18,vit_b_16] [--sizes 64,97] [--batch 2]

It needs Debian's python3-torch and python3-torchvision. The networks are in evaluation mode, and their batch norms stay nodes of
their own, so that parameters keep their names. Deep networks of ReLUs with random weights have some that lie within float32's rounding
of their kink, and maxima that lie as near each other; PyTorch's own gradients in float32 and float64 then differ by percents. How much they
do is written with each gradient, as "rounding", relative to its greatest number. --smooth puts SiLU in place of ReLU."""
import argparse, copy, json
from pathlib import Path
import torch, torchvision

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path)
parser.add_argument("--networks", default="resnet18,mobilenet_v3_small,efficientnet_b0")
parser.add_argument("--sizes", default="64,97")
parser.add_argument("--batch", type=int, default=2)
parser.add_argument("--smooth", action="store_true")
options = parser.parse_args()

if options.smooth:
    torch.nn.functional.relu = lambda x, inplace=False: torch.nn.functional.silu(x)


def randomised(network):
    """Parameters and statistics as a trained network has them, not 0 and 1, so that nothing passes by chance."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean, -0.1, 0.1)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.7, 1.3)
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)
    # The export writes equal parameters once: biases that all begin at 0 would have one name.
    for parameter in network.parameters():
        if parameter.numel() > 1 and parameter.min() == parameter.max():
            parameter.data += 0.02 * torch.randn_like(parameter)
    return network


for name in options.networks.split(","):
    for size in map(int, options.sizes.split(",")):
        torch.manual_seed(0)
        extra = {"image_size": size} if name.startswith("vit") else {}
        if name in ("inception_v3", "googlenet"):
            extra = {"aux_logits": False, "init_weights": True}
        network = randomised(torchvision.models.get_model(name, weights=None, **extra)).eval()
        x = torch.randn(options.batch, 3, size, size, requires_grad=True)
        y = network(x)
        cotangent = torch.randn_like(y) / y.numel() ** 0.5
        (y * cotangent).sum().backward()
        wide, wide_x = copy.deepcopy(network).double(), x.detach().double().requires_grad_()
        wide.zero_grad()
        (wide(wide_x) * cotangent.double()).sum().backward()
        exact = {"dx": wide_x.grad} | {f"d {key}": p.grad for key, p in wide.named_parameters() if p.grad is not None}
        folder = options.folder / f"{name}-{size}"
        folder.mkdir(parents=True, exist_ok=True)
        torch.onnx.export(
            network, x, str(folder / "model.onnx"), opset_version=16, input_names=["x"], output_names=["y"],
            training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, dynamic_axes={"x": {0: "N"}},
        )
        arrays = {"x": x, "y": y, "cotangent": cotangent, "dx": x.grad}
        arrays |= {f"d {key}": p.grad for key, p in network.named_parameters() if p.grad is not None}
        index, offset = {}, 0
        with open(folder / "arrays.bin", "wb") as file:
            for key, array in arrays.items():
                data = array.detach().numpy().astype("<f4")
                file.write(data.tobytes())
                index[key] = {"shape": list(data.shape), "offset": offset}
                if key in exact:
                    off = (array.detach().double() - exact[key]).abs().max() / exact[key].abs().max().clamp_min(1e-12)
                    index[key]["rounding"] = off.item()
                offset += data.nbytes
        (folder / "arrays.json").write_text(json.dumps(index))
        print(folder)
