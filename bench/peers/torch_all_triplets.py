"""Time and peak memory of one gradient of the hinge over all triplets of a batch, the triplets listed:
torch_all_triplets.py BATCH DIM SAMPLES_PER_CLASS THREADS

pytorch-metric-learning's TripletMarginLoss where it is installed, else the same written out: every (a, p, n) is found in
a B x B x B mask, and its three indices are kept. BATCH 0 measures the process alone."""
import json, resource, sys, time
import torch

batch, dim, per_class, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)
try:
    from pytorch_metric_learning import losses
    name, loss = "pytorch-metric-learning", losses.TripletMarginLoss(margin=0.2)
except ImportError:
    name = "PyTorch, triplets listed"

    def loss(x, labels):
        same = labels[:, None] == labels[None]
        positive = same & ~torch.eye(len(labels), dtype=torch.bool)
        a, p, n = torch.where(positive[:, :, None] & ~same[:, None, :])
        x = torch.nn.functional.normalize(x)
        d = torch.cdist(x, x)
        each = torch.relu(d[a, p] - d[a, n] + 0.2)
        return each.sum() / (each > 0).sum().clamp(min=1)


times = []
for _ in range(3 if batch else 0):
    x = torch.randn(batch, dim, requires_grad=True)
    start = time.perf_counter()
    loss(x, torch.arange(batch) // per_class).backward()
    times.append((time.perf_counter() - start) * 1e3)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"name": name, "milliseconds": sorted(times)[len(times) // 2] if times else 0, "megabytes": peak}))
