#!/usr/bin/env python3
"""Records test/golden from its peers: the inputs and the parameters of every case are kept, what comes of them is computed anew.

    python3 scripts/record-golden.py                    computes every part, and prints how far it is from what is recorded
    python3 scripts/record-golden.py --only ops,network some parts
    python3 scripts/record-golden.py --write            writes what was computed into test/golden

A new case is an entry without results in the JSON file, recorded by --write. A part whose peer is not installed is left out,
and said so; a part is refused if its peer has another version than the one named here (--any-version takes it all the same).
The exit code is 1 if anything computed is farther from what is recorded than float32 explains."""
import argparse, importlib, json, sys
from pathlib import Path
import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "test" / "golden"

# The version that each peer's numbers are recorded with, by its beginning; PyTorch's do not depend on its version.
VERSIONS = {"torch": "", "sklearn": "", "pytorch_metric_learning": "2.8", "metric_learn": "0.7"}
# What float32 explains, relative to the largest number of an array; metrics and trained results have their own.
TOLERANCE = {"network": 2e-2, "mahalanobis.learned": 1e-1}


# ---------------------------------------------------------------------------------------------------------------- PyTorch


def tensor(array, **options):
    import torch

    return torch.tensor(array, dtype=torch.float32, **options)


def nd(array):
    return tensor(array["data"]).reshape(array["shape"])


def op(name, attrs, xs):
    """An operation of ops.json in PyTorch. Attributes have the names that nearfar gives them."""
    import torch
    from torch.nn import functional as F

    x, *rest = xs
    conv = {"stride": attrs.get("stride"), "padding": attrs.get("padding")}
    pool = {"kernel_size": attrs.get("kernel"), "stride": attrs.get("stride"), "padding": attrs.get("padding", 0)}
    axis = attrs.get("axis")
    ops = {
        "matmul": lambda: x @ rest[0],
        "matmul_batched": lambda: x @ rest[0],
        "linear": lambda: F.linear(x, *rest),
        "conv2d": lambda: F.conv2d(x, *rest, **conv, dilation=attrs["dilation"], groups=attrs["groups"]),
        "convTranspose2d": lambda: F.conv_transpose2d(x, *rest, **conv, output_padding=attrs["outputPadding"]),
        "maxPool2d": lambda: F.max_pool2d(x, **pool),
        "avgPool2d": lambda: F.avg_pool2d(x, **pool),
        "globalAvgPool2d": lambda: x.mean((2, 3)),
        "batchNorm2d_train": lambda: F.batch_norm(x, None, None, *rest, training=True, eps=attrs["eps"]),
        "layerNorm": lambda: F.layer_norm(x, x.shape[-1:], *rest, eps=attrs["eps"]),
        "prelu": lambda: F.prelu(x, rest[0]),
        "prelu_channels": lambda: F.prelu(x, rest[0]),
        "leakyRelu": lambda: F.leaky_relu(x, attrs["slope"]),
        "softplus": lambda: F.softplus(x),
        "gelu": lambda: F.gelu(x),
        "softmax": lambda: x.softmax(axis),
        "logSoftmax": lambda: x.log_softmax(axis),
        "logSumExp": lambda: x.logsumexp(axis),
        "add_broadcast": lambda: x + rest[0],
        "mul_broadcast": lambda: x * rest[0],
        "div_broadcast": lambda: x / rest[0],
        "pow": lambda: x ** attrs["exponent"],
        "max_axis": lambda: x.amax(axis),
        "sum_axis": lambda: x.sum(axis),
        "mean_axis": lambda: x.mean(axis),
        "l2Normalize": lambda: F.normalize(x, dim=axis),
        "cdist": lambda: torch.cdist(x, rest[0]),
        "crossEntropy": lambda: F.cross_entropy(x, torch.tensor(attrs["target"])),
        "bceWithLogits": lambda: F.binary_cross_entropy_with_logits(x, tensor(attrs["target"])),
    }
    return ops[name]() if name in ops else getattr(torch, name)(x)


def record_ops(recorded):
    cases = []
    for case in recorded["cases"]:
        xs = [nd(x).requires_grad_() for x in case["inputs"]]
        y = op(case["op"], case["attrs"], xs)
        cotangent = case.get("cotangent") or np.random.default_rng(0).normal(size=y.numel()).tolist()
        (y * tensor(cotangent).reshape(y.shape)).sum().backward()
        output = {"shape": list(y.shape), "data": numbers(y.flatten())}
        cases.append({**case, "output": output, "cotangent": cotangent, "grads": [numbers(x.grad.flatten()) for x in xs]})
    return {**recorded, "cases": cases}


def record_network(recorded):
    import torch
    from torch import nn

    net = nn.Sequential(
        nn.Conv2d(1, 4, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 5), nn.PReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(96, 16), nn.PReLU(), nn.Linear(16, 2),
    )
    net.load_state_dict({name: nd(value) for name, value in recorded["state"].items()})
    images = nd(recorded["images"])
    adam = torch.optim.Adam(net.parameters(), 0.01)
    before, losses = numbers(net(images).flatten()), []
    for _ in recorded["losses"]:
        a, p, n = net(images).chunk(3)
        loss = torch.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return {**recorded, "embeddingsBefore": before, "losses": losses, "embeddingsAfter": numbers(net(images).flatten())}


def record_distances(recorded):
    import torch
    from torch.nn import functional as F

    a, b = tensor(recorded["a"]), tensor(recorded["b"])
    an, bn = F.normalize(a), F.normalize(b)
    matrices = {
        "lp2n": lambda: torch.cdist(an, bn),
        "lp2": lambda: torch.cdist(a, b),
        "lp2sq": lambda: torch.cdist(a, b) ** 2,
        "lp2nsq": lambda: torch.cdist(an, bn) ** 2,
        "lp1": lambda: torch.cdist(a, b, p=1),
        "cos": lambda: an @ bn.T,
        "dot": lambda: a @ b.T,
        # pytorch-metric-learning normalises here too.
        "snr": lambda: torch.var(an[:, None] - bn[None], dim=2) / torch.var(an, dim=1)[:, None],
    }
    return {**recorded, "cases": [{**c, "matrix": numbers(matrices[c["distance"]]())} for c in recorded["cases"]]}


def gradients(names, recorded, loss):
    """A loss of given rows: its value, and its gradient to those whose gradient is recorded."""
    xs = {name: tensor(recorded[name], requires_grad=True) for name in names}
    value = loss(*xs.values())
    value.backward()
    grads = {f"grad{name[0].upper()}{name[1:]}": numbers(x.grad) for name, x in xs.items()}
    return {**recorded, "value": value.item(), **{name: grad for name, grad in grads.items() if name in recorded}}


def record_given_rows(recorded):
    import torch

    same, margin, eps = tensor(recorded["pairs"]["same"]), recorded["pairs"]["margin"], recorded["pairs"]["eps"]
    squared = lambda x, y: (x - y).pow(2).sum(1)

    def pairs(x, y):
        d2 = squared(x, y)
        return (0.5 * (same * d2 + (1 - same) * torch.relu(margin - (d2 + eps).sqrt()) ** 2)).mean()

    def triplets(a, p, n):
        return torch.relu(squared(a, p) - squared(a, n) + recorded["triplets"]["margin"]).mean()

    def ratio(a, p, n):
        plus = torch.stack([squared(a, p).sqrt(), squared(a, n).sqrt()]).softmax(0)[0]
        return (plus**2).mean()

    triplet = ["anchor", "positive", "negative"]
    return {
        **recorded,
        "pairs": gradients(["x", "y"], recorded["pairs"], pairs),
        "triplets": gradients(triplet, recorded["triplets"], triplets),
        "tripletRatio": gradients(triplet, recorded["tripletRatio"], ratio),
    }


# ------------------------------------------------------------------------------------------------ pytorch-metric-learning


def distance_named(name):
    from pytorch_metric_learning import distances as d

    return {
        "lp2n": lambda: d.LpDistance(),
        "lp2": lambda: d.LpDistance(normalize_embeddings=False),
        "lp2sq": lambda: d.LpDistance(normalize_embeddings=False, power=2),
        "lp2nsq": lambda: d.LpDistance(power=2),
        "lp1": lambda: d.LpDistance(p=1, normalize_embeddings=False),
        "cos": lambda: d.CosineSimilarity(),
        "dot": lambda: d.DotProductSimilarity(normalize_embeddings=False),
        "snr": lambda: d.SNRDistance(),
    }[name]()


def record_losses(recorded):
    import torch
    from pytorch_metric_learning import losses

    labels, cases = torch.tensor(recorded["labels"]), []
    for case in recorded["cases"]:
        options = dict(case["params"])
        if case.get("distance"):
            options["distance"] = distance_named(case["distance"])
        if "weights" in case:
            width = "descriptors_dim" if case["loss"] == "P2SGradLoss" else "embedding_size"
            options.update({"num_classes": 4, width: len(recorded["embeddings"][0])})
        loss = getattr(losses, case["loss"])(**options)
        weights = {name: getattr(loss, name) for name in case.get("weights", {})}
        for name, weight in weights.items():
            weight.data = tensor(case["weights"][name])
        x = tensor(recorded["embeddings"], requires_grad=True)
        value = loss(x, labels)
        value.backward()
        done = {**case, "value": value.item(), "grad": numbers(x.grad)}
        if weights:
            done["weightGrads"] = {name: numbers(weight.grad) for name, weight in weights.items()}
        cases.append(done)
    return {**recorded, "cases": cases}


def record_miners(recorded):
    import torch
    from pytorch_metric_learning import miners

    x, labels, cases = tensor(recorded["embeddings"]), torch.tensor(recorded["labels"]), []
    for case in recorded["cases"]:
        params = dict(case["params"])
        # The angular miner has no distance of its own choice.
        chosen = {} if case["miner"] == "AngularMiner" else {"distance": distance_named(case["distance"])}
        mined = [part.tolist() for part in getattr(miners, case["miner"])(**params, **chosen)(x, labels)]
        rows = lambda *columns: [list(row) for row in zip(*columns)]
        if len(mined) == 3:
            cases.append({**case, "triplets": rows(*mined)})
        else:
            pairs = {"anchorPositive": rows(*mined[:2]), "anchorNegative": rows(*mined[2:])}
            cases.append({**case, "pairs": pairs})
    return {**recorded, "cases": cases}


def record_retrieval(recorded):
    import torch
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
    from pytorch_metric_learning.utils.inference import CustomKNN

    x, labels, reference = tensor(recorded["embeddings"]), torch.tensor(recorded["labels"]), recorded["reference"]
    search = CustomKNN(LpDistance(normalize_embeddings=False))
    calculator = AccuracyCalculator(include=tuple(recorded["selfRetrieval"]), k=None, knn_func=search)
    alone = calculator.get_accuracy(x, labels)
    others = (tensor(reference["embeddings"]), torch.tensor(reference["labels"]))
    metrics = calculator.get_accuracy(x, labels, *others, ref_includes_query=False)
    return {**recorded, "selfRetrieval": alone, "reference": {**reference, "metrics": metrics}}


# ----------------------------------------------------------------------------------------------------------- scikit-learn


def record_metrics(recorded):
    from sklearn import metrics
    from sklearn.neighbors import KNeighborsClassifier

    x, labels, reference = np.array(recorded["embeddings"]), recorded["labels"], recorded["reference"]
    pairs, assigned = recorded["verification"], recorded["clustering"]["assigned"]
    apart = np.linalg.norm(x[pairs["i"]] - x[pairs["j"]], axis=1)
    far, tar, _ = metrics.roc_curve(pairs["same"], -apart, drop_intermediate=False)
    at = np.nanargmin(np.abs(1 - tar - far))
    knn = lambda k: KNeighborsClassifier(k).fit(reference["embeddings"], reference["labels"]).score(x, labels)
    clustering = {
        "ami": metrics.adjusted_mutual_info_score(labels, assigned),
        "nmi": metrics.normalized_mutual_info_score(labels, assigned),
        "silhouette": metrics.silhouette_score(x, labels),
    }
    return {
        **recorded,
        "reference": {**reference, "knnAccuracy": {k: knn(int(k)) for k in reference["knnAccuracy"]}},
        "verification": {
            **pairs,
            "rocAuc": metrics.roc_auc_score(pairs["same"], -apart),
            "eer": (far[at] + 1 - tar[at]) / 2,
        },
        "clustering": {**recorded["clustering"], **clustering},
    }


def data_set(name):
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    return (x - x.mean(0)) / x.std(0), y


def leave_one_out(x, y, k=3):
    from sklearn.model_selection import LeaveOneOut, cross_val_score
    from sklearn.neighbors import KNeighborsClassifier

    return cross_val_score(KNeighborsClassifier(k), x, y, cv=LeaveOneOut()).mean()


def factor(matrix):
    """L with matrix = L Lᵀ, so that ‖xL − yL‖ is the distance that the matrix stands for."""
    return np.linalg.cholesky(matrix)


def record_closed_forms(recorded):
    """What of the Mahalanobis distances has a closed form, by NumPy, judged by scikit-learn's nearest neighbours."""
    result = {}
    for name, about in recorded.items():
        x, y = data_set(name)
        covariance = np.linalg.inv(np.cov(x, rowvar=False))
        chunks = np.array(about["rca_chunklets"]["chunks"])
        inside = np.concatenate([x[chunks == c] - x[chunks == c].mean(0) for c in range(chunks.max() + 1)])
        rca = np.linalg.inv(inside.T @ inside / len(inside))
        scored = lambda matrix: {"knn3_loo": leave_one_out(x @ factor(matrix), y), "matrix": matrix.tolist()}
        result[name] = {
            **about,
            "euclidean_knn3_loo": leave_one_out(x, y),
            "algorithms": {**about["algorithms"], "Covariance": scored(covariance)},
            "rca_chunklets": {"chunks": about["rca_chunklets"]["chunks"], **scored(rca)},
        }
    return result


def record_learned(recorded):
    """The Mahalanobis distances that metric-learn learns, all by class labels, seed 0."""
    import metric_learn

    supervised = {name: f"{name}_Supervised" for name in ["ITML", "MMC", "LSML", "RCA", "SCML"]}
    result = {}
    for name, about in recorded.items():
        x, y = data_set(name)
        algorithms = {}
        for algorithm, known in about["algorithms"].items():
            learner = getattr(metric_learn, supervised.get(algorithm, algorithm))
            seeded = {"random_state": 0} if algorithm not in ("Covariance", "LFDA") else {}
            fitted = learner(**seeded).fit(x, y)
            algorithms[algorithm] = {"knn3_loo": leave_one_out(fitted.transform(x), y)}
            if "matrix" in known:
                algorithms[algorithm]["matrix"] = fitted.get_mahalanobis_matrix().tolist()
        result[name] = {**about, "algorithms": algorithms}
    return result


# ------------------------------------------------------------------------------------------------------------------ parts

# name: the file, the peers, and what is computed. Later parts of a file go on from earlier ones.
PARTS = {
    "ops": ("ops", ["torch"], record_ops),
    "network": ("network", ["torch"], record_network),
    "distances": ("distances", ["torch"], record_distances),
    "losses.rows": ("losses", ["torch"], record_given_rows),
    "losses": ("losses", ["torch", "pytorch_metric_learning"], record_losses),
    "miners": ("miners", ["torch", "pytorch_metric_learning"], record_miners),
    "retrieval": ("retrieval", ["torch", "pytorch_metric_learning"], record_retrieval),
    "retrieval.metrics": ("retrieval", ["sklearn"], record_metrics),
    "mahalanobis": ("mahalanobis", ["sklearn"], record_closed_forms),
    "mahalanobis.learned": ("mahalanobis", ["sklearn", "metric_learn"], record_learned),
}


def numbers(x):
    """A tensor as nested lists of numbers that are written with eight digits."""
    rounded = lambda v: [rounded(e) for e in v] if isinstance(v, list) else float(f"{v:.8g}")
    return rounded(x.detach().tolist())


def missing(peers, any_version):
    """Why a part cannot be recorded here, or None."""
    for name in peers:
        try:
            version = importlib.import_module(name).__version__
        except ImportError:
            return f"{name} {VERSIONS[name]} is not installed".replace("  ", " ")
        if not version.startswith(VERSIONS[name]) and not any_version:
            return f"it is recorded with {name} {VERSIONS[name]}, and here is {version}"
    return None


def difference(new, old, path=""):
    """The greatest difference between two JSON values, and where. Of arrays, relative to the largest number."""
    if isinstance(new, dict) and isinstance(old, dict):
        if new.keys() - old.keys():
            return np.inf, f"{path}: new {sorted(new.keys() - old.keys())}"
        return max((difference(v, old[k], f"{path}.{k}") for k, v in new.items()), default=(0.0, path))
    if isinstance(new, list) and isinstance(old, list) and not is_numeric(old):
        if len(new) != len(old):
            return np.inf, f"{path}: {len(new)} entries for {len(old)}"
        return max((difference(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(new, old))), default=(0.0, path))
    if isinstance(new, str) or new is None:
        return (0.0 if new == old else np.inf), path
    a, b = np.array(new, float), np.array(old, float)
    if a.shape != b.shape:
        return np.inf, f"{path}: shape {a.shape} for {b.shape}"
    return float(np.max(np.abs(a - b), initial=0) / max(np.max(np.abs(b), initial=0), 1e-6)), path


def is_numeric(x):
    try:
        return np.array(x).dtype.kind in "fib"
    except ValueError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help=f"parts, with commas between: {', '.join(PARTS)}")
    parser.add_argument("--write", action="store_true", help="write what was computed")
    parser.add_argument("--any-version", action="store_true", help="take a peer of another version than the one named")
    args = parser.parse_args()
    chosen = args.only.split(",") if args.only else list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"expected parts out of {', '.join(PARTS)}, got {', '.join(unknown)}")

    far = False
    for name in chosen:
        file, peers, record = PARTS[name]
        if why := missing(peers, args.any_version):
            print(f"{name:20} left out: {why}")
            continue
        path = FOLDER / f"{file}.json"
        recorded = json.loads(path.read_text())
        computed = record(recorded)
        greatest, where = difference(computed, recorded)
        wide = greatest > TOLERANCE.get(name, 1e-5)
        far = far or wide
        versions = ", ".join(f"{peer} {importlib.import_module(peer).__version__}" for peer in peers)
        print(f"{name:20} greatest relative difference {greatest:.1e} at {where}, with {versions}{'  FAR' if wide else ''}")
        if args.write:
            indent = 1 if file == "mahalanobis" else None
            path.write_text(json.dumps(computed, indent=indent) + ("\n" if path.read_text().endswith("\n") else ""))
    sys.exit(1 if far and not args.write else 0)


main()
