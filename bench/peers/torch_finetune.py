"""torchvision's resnet18 with random weights: torch_finetune.py export FILE SIZE, or times THREADS BATCH STEPS SIZE: milliseconds of each
training step of all its weights behind a head of 16, batch norms with the statistics they have."""
import sys
import torch, torchvision
from torch import nn
from triplet_steps import print_times

torch.manual_seed(0)
net = torchvision.models.resnet18(weights=None).eval()
if sys.argv[1] == "export":
    file, size = sys.argv[2], int(sys.argv[3])
    axes = {"x": {0: "N"}, "y": {0: "N"}}
    torch.onnx.export(
        net, torch.randn(2, 3, size, size), file, opset_version=16, input_names=["x"], output_names=["y"],
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, dynamic_axes=axes,
    )
else:
    threads, batch, steps, size = map(int, sys.argv[2:])
    torch.set_num_threads(threads)
    net.fc = nn.Linear(512, 16)
    print_times(net, torch.randn(batch, 3, size, size), 1e-4, steps, warm_up=2)
