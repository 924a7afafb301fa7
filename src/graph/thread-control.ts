import type { RuntimeGuard } from './runtime.ts';

/** Places in the memory that a thread shares with the one that started it. */
const STOP = 0;
const NATIVE = 1;

/** How a thread is asked to stop: not, after the step under way, or before it enters the runtime again. */
const [GO_ON, AFTER_STEP, AT_ONCE] = [0, 1, 2];

/** Milliseconds that an ending process waits for the runtime to return. */
const PATIENCE = 10_000;

/**
 * What a thread and its starter tell each other without messages, which a running step leaves no time for. A thread
 * that is ended inside the runtime's native code aborts the whole process, so it is ended only outside.
 */
export class ThreadControl {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  stopAfterStep(): void {
    Atomics.compareExchange(this.#cells, STOP, GO_ON, AFTER_STEP);
  }

  get shouldStop(): boolean {
    return Atomics.load(this.#cells, STOP) !== GO_ON;
  }

  /** For the thread itself: `stopped` is thrown where the runtime is not to be entered any more. */
  guard(isFitting: () => boolean, stopped: () => Error): RuntimeGuard {
    return {
      enter: () => {
        Atomics.add(this.#cells, NATIVE, 1);
        const stop = Atomics.load(this.#cells, STOP);
        if (stop === GO_ON || (stop === AFTER_STEP && isFitting())) return;
        this.#leave();
        throw stopped();
      },
      leave: () => this.#leave(),
    };
  }

  #leave(): void {
    Atomics.sub(this.#cells, NATIVE, 1);
    Atomics.notify(this.#cells, NATIVE);
  }

  /** A thread that has died is not inside, wherever it died. */
  ended(): void {
    Atomics.store(this.#cells, NATIVE, 0);
  }

  /** Keeps the thread out of the runtime from now on; resolves once it is outside. */
  async leaveNative(): Promise<void> {
    Atomics.store(this.#cells, STOP, AT_ONCE);
    while (Atomics.load(this.#cells, NATIVE) > 0) await new Promise(resolve => setTimeout(resolve, 5));
  }

  /** The same while the process ends, when nothing can be awaited. */
  leaveNativeNow(): void {
    Atomics.store(this.#cells, STOP, AT_ONCE);
    const end = Date.now() + PATIENCE;
    for (;;) {
      const inside = Atomics.load(this.#cells, NATIVE);
      if (inside <= 0 || Date.now() > end) return;
      Atomics.wait(this.#cells, NATIVE, inside, PATIENCE);
    }
  }
}

/** The threads of this process, which must be outside the runtime when it ends. */
const running = new Set<ThreadControl>();

const leaveAll = () => {
  for (const control of running) control.leaveNativeNow();
};

/** From now on the process ends only once the thread is outside the runtime; `forget` undoes it. */
export function watch(control: ThreadControl): void {
  if (running.size === 0) process.on('exit', leaveAll);
  running.add(control);
}

/** The thread has ended. */
export function forget(control: ThreadControl): void {
  running.delete(control);
  if (running.size === 0) process.off('exit', leaveAll);
}
