import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds that requests take. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SAMPLES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** What a server counts, as Prometheus reads it. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #batches: Histogram;
  /** Requests under way. */
  underWay = 0;

  constructor(heldBytes: () => number) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'nearfar_requests_total',
      help: 'Requests that were answered, by route and status.',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'nearfar_request_seconds',
      help: 'Seconds from the head of a request to its answer.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.#batches = new Histogram({
      name: 'nearfar_batch_samples',
      help: 'Samples that went through the model or the index together.',
      buckets: SAMPLES,
      registers,
    });
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge('nearfar_requests_under_way', 'Requests that wait for their answer.', () => this.underWay);
    gauge('nearfar_body_bytes', 'Bytes of the bodies of requests under way.', heldBytes);
  }

  answered(route: string, status: number, seconds: number): void {
    this.#requests.inc({ route, status });
    this.#seconds.observe({ route }, seconds);
  }

  batch(samples: number): void {
    this.#batches.observe(samples);
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
