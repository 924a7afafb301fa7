"""torchvision's resnet18 with random weights: torch_finetune.py export FILE SIZE, or times THREADS BATCH STEPS SIZE: milliseconds of each
training step of all its weights behind a head of 16, batch norms with the statistics they have."""
import json, sys, time
import torch, torchvision
from torch import nn

torch.manual_seed(0)
net = torchvision.models.resnet18(weights=None).eval()
if sys.argv[1] == "export":
    file, size = sys.argv[2], int(sys.argv[3])
    axes = {"x": {0: "N"}, "y": {0: "N"}}
    torch.onnx.export(
        net, torch.randn(2, 3, size, size), file, opset_version=16, input_names=["x"], output_names=["y"],
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, dynamic_axes=axes,
    )
    sys.exit()

threads, batch, steps, size = map(int, sys.argv[2:])
torch.set_num_threads(threads)
net.fc = nn.Linear(512, 16)
adam = torch.optim.Adam(net.parameters(), 1e-4)
x = torch.randn(batch, 3, size, size)


def step():
    adam.zero_grad()
    a, p, n = net(x).chunk(3)
    loss = torch.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 1).mean()
    loss.backward()
    adam.step()
    return loss.item()


times = []
for i in range(steps + 2):
    start = time.perf_counter()
    step()
    if i >= 2:
        times.append((time.perf_counter() - start) * 1e3)
print(json.dumps(times))
