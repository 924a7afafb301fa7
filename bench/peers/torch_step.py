"""Milliseconds of each training step of the reference network in PyTorch: torch_step.py BATCH THREADS STEPS"""
import json, sys, time
import torch
from torch import nn

batch, threads, steps = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 32, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(1024, 256), nn.PReLU(), nn.Linear(256, 256), nn.PReLU(), nn.Linear(256, 2),
)
adam = torch.optim.Adam(net.parameters(), 1e-3)
x = torch.randn(batch, 1, 28, 28)


def step():
    adam.zero_grad()
    a, p, n = net(x).chunk(3)
    loss = torch.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 1).mean()
    loss.backward()
    adam.step()
    return loss.item()


times = []
for i in range(steps + 3):
    start = time.perf_counter()
    step()
    if i >= 3:
        times.append((time.perf_counter() - start) * 1e3)
print(json.dumps(times))
