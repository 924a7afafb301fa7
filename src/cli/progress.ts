import type { TrainEvent } from '../index.ts';

const BAR = 24;
/** Milliseconds between redraws of the bar, and between lines where there is no terminal. */
const REDRAW = 100;
const LINE = 10_000;

/** Shows a run's events on standard error: a bar that moves on a terminal, plain lines elsewhere. */
export class ProgressView {
  readonly #stream = process.stderr;
  #shown = 0;
  #barOpen = false;

  tell(event: TrainEvent): void {
    switch (event.type) {
      case 'phase':
        return this.#line(`${event.text} …`);
      case 'warning':
        return this.#line(`warning: ${event.text}`);
      case 'download':
        return this.#moving(
          `Downloading ${event.file}  ${share(event.receivedBytes, event.totalBytes)}`,
          event.receivedBytes === event.totalBytes,
        );
      case 'step':
        return this.#moving(stepText(event, this.#stream.isTTY), event.step === event.steps);
      case 'epoch': {
        const { epoch, loss, validation } = event.record;
        const metrics = Object.entries(validation).map(([name, value]) => `${name} ${value.toFixed(4)}`);
        return this.#line(
          [`epoch ${epoch}`, `loss ${loss.toFixed(4)}`, ...metrics.map(m => `validation ${m}`)].join('  '),
        );
      }
    }
  }

  /** Ends an open bar. */
  close(): void {
    if (this.#barOpen) this.#stream.write('\n');
    this.#barOpen = false;
  }

  #moving(text: string, last: boolean): void {
    const now = Date.now();
    if (!last && now - this.#shown < (this.#stream.isTTY ? REDRAW : LINE)) return;
    this.#shown = now;
    if (!this.#stream.isTTY) return this.#line(text);
    this.#stream.write(`\r\x1b[2K${text.slice(0, (this.#stream.columns ?? 80) - 1)}`);
    this.#barOpen = true;
  }

  #line(text: string): void {
    if (this.#barOpen) this.#stream.write('\r\x1b[2K');
    this.#barOpen = false;
    this.#stream.write(`${text}\n`);
  }
}

function stepText(event: Extract<TrainEvent, { type: 'step' }>, bar: boolean): string {
  const { epoch, epochs, step, steps, loss, imagesPerSecond, secondsLeft } = event;
  const filled = Math.round((BAR * step) / steps);
  const drawn = bar ? `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ` : '';
  return `epoch ${epoch + 1}/${epochs} ${drawn}${step}/${steps}  loss ${loss.toFixed(4)}  ${Math.round(imagesPerSecond)} images/s  ${duration(secondsLeft)} left`;
}

const share = (received: number, total: number | undefined): string => {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return total === undefined ? megabytes(received) : `${megabytes(received)} of ${megabytes(total)}`;
};

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}
