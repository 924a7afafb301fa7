import type { EpochRecord, TrainEvent, TrialHooks } from '../index.ts';

const BAR = 24;
/** Milliseconds between redraws of the bar, and between lines where there is no terminal. */
const REDRAW = 100;
const LINE = 10_000;

/** Shows a run's events on standard error: a bar that moves on a terminal, plain lines elsewhere. */
export class ProgressView {
  readonly #stream = process.stderr;
  #shown = 0;
  #barOpen = false;

  /** Shows an event. */
  show(event: TrainEvent): void {
    if (event.type === 'download') {
      const { file, receivedBytes, totalBytes } = event;
      this.#moving(`Downloading ${file}  ${share(receivedBytes, totalBytes)}`, receivedBytes === totalBytes);
    } else if (event.type === 'step') {
      this.#moving(stepText(event, this.#stream.isTTY), event.step === event.steps);
    } else if (event.type === 'epoch') {
      this.#line(epochText(event.record));
    } else {
      this.#line(event.type === 'phase' ? `${event.text} …` : `warning: ${event.text}`);
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
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[2K${text.slice(0, (this.#stream.columns ?? 80) - 1)}`);
      this.#barOpen = true;
    } else this.#line(text);
  }

  #line(text: string): void {
    if (this.#barOpen) this.#stream.write('\r\x1b[2K');
    this.#barOpen = false;
    this.#stream.write(`${text}\n`);
  }
}

function epochText({ epoch, loss, validation }: EpochRecord): string {
  const metrics = Object.entries(validation).map(([name, value]) => `validation ${name} ${value.toFixed(4)}`);
  return [`epoch ${epoch}`, `loss ${loss.toFixed(4)}`, ...metrics].join('  ');
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

/** Shows several runs after one another: a heading a run with its place among all, then its events. */
export const trialsProgress = (view: ProgressView): TrialHooks => ({
  onTrial: ({ name }, place, count, state) =>
    view.show({ type: 'phase', text: `[${place}/${count}] ${name}${state === 'new' ? '' : ` (${state})`}` }),
  onEvent: event => view.show(event),
  onOutcome: outcome => {
    if ('error' in outcome) view.show({ type: 'warning', text: `${outcome.trial.name} failed: ${outcome.error}` });
  },
});
