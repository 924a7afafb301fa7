"""Offline triplets on MNIST in PyTorch: torch_triplet.py DATA_DIR EPOCHS THREADS OUT
Trains the reference network (dim 2, margin 1, squared distance, Adam 1e-3, 128 random triplets a step) and writes the
test set's embeddings as float32; prints the seconds of training."""
import gzip, json, os, sys, time
import numpy as np
import torch
from torch import nn

data, epochs, threads, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
torch.manual_seed(0)
rng = np.random.default_rng(0)


def idx(name, skip):
    with gzip.open(os.path.join(data, "mnist", name + ".gz")) as f:
        return np.frombuffer(f.read(), np.uint8, offset=skip)


def images(name):
    x = torch.from_numpy(idx(name, 16).reshape(-1, 1, 28, 28).astype(np.float32))
    return (x / 255 - 0.1307) / 0.3081


x, y = images("train-images-idx3-ubyte"), idx("train-labels-idx1-ubyte", 8).astype(int)
by_class = [np.where(y == c)[0] for c in range(10)]
net = nn.Sequential(
    nn.Conv2d(1, 32, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(1024, 256), nn.PReLU(), nn.Linear(256, 256), nn.PReLU(), nn.Linear(256, 2),
)
adam = torch.optim.Adam(net.parameters(), 1e-3)
seconds = 0.0
for _ in range(epochs):
    order = rng.permutation(len(y))
    start = time.perf_counter()
    for s in range(0, len(y) - 127, 128):
        anchor = order[s : s + 128]
        positive = np.array([rng.choice(by_class[y[i]]) for i in anchor])
        negative = np.array([rng.choice(by_class[(y[i] + 1 + rng.integers(9)) % 10]) for i in anchor])
        a, p, n = net(x[np.concatenate([anchor, positive, negative])]).chunk(3)
        loss = torch.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    seconds += time.perf_counter() - start
with torch.no_grad():
    test = images("t10k-images-idx3-ubyte")
    torch.cat([net(test[i : i + 1000]) for i in range(0, len(test), 1000)]).numpy().tofile(out)
print(json.dumps({"seconds": seconds}))
