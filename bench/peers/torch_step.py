"""Milliseconds of each training step of the reference network in PyTorch: torch_step.py BATCH THREADS STEPS"""
import sys
import torch
from torch import nn
from triplet_steps import print_times

batch, threads, steps = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 32, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(1024, 256), nn.PReLU(), nn.Linear(256, 256), nn.PReLU(), nn.Linear(256, 2),
)
print_times(net, torch.randn(batch, 1, 28, 28), 1e-3, steps, warm_up=3)
