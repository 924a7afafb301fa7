"""Time and peak memory of precision@1, R-precision and MAP@R by k-NN in PyTorch: torch_retrieval.py N DIM CLASSES THREADS

pytorch-metric-learning's AccuracyCalculator with its k-NN in PyTorch where it is installed, else the same written out: the
R nearest of each query by blocks of a distance matrix, their labels compared."""
import json, resource, sys, time
import torch

n, dim, classes, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)
labels = torch.arange(n) % classes
x = (torch.randn(classes, dim)[labels] + torch.randn(n, dim)) / dim**0.5
try:
    from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
    from pytorch_metric_learning.utils.inference import CustomKNN
    from pytorch_metric_learning.distances import LpDistance

    name = "pytorch-metric-learning"
    include = ("precision_at_1", "r_precision", "mean_average_precision_at_r")
    knn = CustomKNN(LpDistance(normalize_embeddings=False), batch_size=256)
    calculator = AccuracyCalculator(include=include, k="max_bin_count", knn_func=knn)

    def metrics():
        got = calculator.get_accuracy(x, labels)
        return got["precision_at_1"], got["mean_average_precision_at_r"]
except ImportError:
    name = "PyTorch, k-NN"

    def metrics(rows=256):
        first = at_r = 0.0
        r = n // classes - 1
        norms = (x * x).sum(1)
        places = torch.arange(1, r + 1)
        for start in range(0, n, rows):
            q = x[start : start + rows]
            d = norms[None] - 2 * q @ x.T
            d[torch.arange(len(q)), start + torch.arange(len(q))] = float("inf")
            near = d.topk(r, largest=False).indices
            same = (labels[near] == labels[start : start + rows, None]).float()
            first += same[:, 0].sum().item()
            at_r += (same * same.cumsum(1) / places).sum().item() / r
        return first / n, at_r / n


start = time.perf_counter()
precision, map_at_r = metrics()
milliseconds = (time.perf_counter() - start) * 1e3
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"name": name, "milliseconds": milliseconds, "megabytes": peak, "precisionAt1": precision, "mapAtR": map_at_r}))
