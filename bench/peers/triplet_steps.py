"""Training steps of triplets with Adam, timed: what torch_step.py and torch_finetune.py measure."""
import json, time
import torch


def print_times(net, x, rate, steps, warm_up):
    """Prints the milliseconds of each step, and those of the processor a step takes, all threads together."""
    adam = torch.optim.Adam(net.parameters(), rate)

    def step():
        adam.zero_grad()
        a, p, n = net(x).chunk(3)
        loss = torch.relu((a - p).pow(2).sum(1) - (a - n).pow(2).sum(1) + 1).mean()
        loss.backward()
        adam.step()
        return loss.item()

    for _ in range(warm_up):
        step()
    times = []
    processor = time.process_time()
    for _ in range(steps):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"times": times, "processor": (time.process_time() - processor) * 1e3 / steps}))
