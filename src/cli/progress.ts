import { type EpochRecord, type Metrics, metricColumns, type TrainEvent, type TrialHooks } from '../index.ts';

const BAR = 24;
/** Milliseconds between redraws of the bar, and between lines where there is no terminal. */
const REDRAW = 100;
const LINE = 10_000;

/** Shows a run's events on standard error: a bar that moves on a terminal, plain lines elsewhere. */
export class ProgressView {
  readonly #stream = process.stderr;
  #shown = 0;
  #barOpen = false;
  /** The first event of a reading or of a pass for features: what is done already then was decoded before. */
  #read: { readonly done: number; readonly total: number; readonly now: number } | undefined;

  /** Shows an event; of several runs at the same time, with the name of its own. */
  show(event: TrainEvent, run?: string): void {
    const whose = run === undefined ? '' : `[${run}] `;
    if (event.type === 'download') {
      const { file, receivedBytes, totalBytes } = event;
      this.#moving(`${whose}Downloading ${file}  ${share(receivedBytes, totalBytes)}`, receivedBytes === totalBytes);
    } else if (event.type === 'read') {
      this.#moving(`${whose}Reading images  ${this.#readText(event)}`, event.done === event.total);
    } else if (event.type === 'features') {
      this.#moving(`${whose}Computing features  ${this.#readText(event)}`, event.done === event.total);
    } else if (event.type === 'step') {
      this.#moving(`${whose}${stepText(event, this.#stream.isTTY)}`, event.step === event.steps);
    } else if (event.type === 'epoch') {
      this.#line(`${whose}${epochText(event.record)}`);
    } else {
      this.#line(`${whose}${lineOf(event)}`);
    }
  }

  #readText({ done, total }: Extract<TrainEvent, { type: 'read' | 'features' }>): string {
    const now = Date.now();
    if (this.#read === undefined || done < this.#read.done || total !== this.#read.total)
      this.#read = { done, total, now };
    const seconds = (now - this.#read.now) / 1000;
    const rate = seconds > 0 ? `, ${Math.round((done - this.#read.done) / seconds)} images/s` : '';
    return `${done} of ${total}${rate}`;
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
      this.#stream.write(`\r\x1b[2K${text.slice(0, (this.#stream.columns || 80) - 1)}`);
      this.#barOpen = true;
    } else this.#line(text);
  }

  #line(text: string): void {
    if (this.#barOpen) this.#stream.write('\r\x1b[2K');
    this.#barOpen = false;
    this.#stream.write(`${text}\n`);
  }
}

function lineOf({ type, text }: Extract<TrainEvent, { text: string }>): string {
  if (type === 'phase') return `${text} …`;
  return type === 'note' ? text : `warning: ${text}`;
}

function epochText({ epoch, loss, validation }: EpochRecord): string {
  const metrics = metricColumns.flatMap(({ heading, value }) => {
    const found = value(validation as unknown as Metrics);
    return found === undefined ? [] : [`${heading} ${found.toFixed(4)}`];
  });
  const validated = metrics.length > 0 ? [`validation ${metrics.join('  ')}`] : [];
  return [`epoch ${epoch}`, `loss ${loss.toFixed(4)}`, ...validated].join('  ');
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

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

/** Shows several runs: a heading a run with its place among all, then its events, with its name where `parallel`. */
export const trialsProgress = (view: ProgressView, parallel = false): TrialHooks => ({
  onTrial: ({ name }, place, count, state) =>
    view.show({ type: 'phase', text: `[${place}/${count}] ${name}${state === 'new' ? '' : ` (${state})`}` }),
  onEvent: (event, { name }) => view.show(event, parallel ? name : undefined),
  onOutcome: outcome => {
    if ('error' in outcome) view.show({ type: 'warning', text: `${outcome.trial.name} failed: ${outcome.error}` });
  },
});
