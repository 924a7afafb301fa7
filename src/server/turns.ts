/** Lets work begin as far as there is room for it; what needs less goes before what has to wait. */
export class Turns {
  readonly #room: number;
  #taken = 0;
  readonly #waiting: { readonly weight: number; readonly begin: () => void }[] = [];

  constructor(room: number) {
    this.#room = room;
  }

  /** Does the work once there is room; what is larger than the whole room waits until it is alone. */
  async take<T>(weight: number, work: () => Promise<T>): Promise<T> {
    const held = Math.min(weight, this.#room);
    if (this.#taken + held > this.#room) {
      await new Promise<void>(begin => this.#waiting.push({ weight: held, begin }));
    } else this.#taken += held;
    try {
      return await work();
    } finally {
      this.#taken -= held;
      this.#beginNext();
    }
  }

  #beginNext(): void {
    for (const each of [...this.#waiting]) {
      if (this.#taken + each.weight > this.#room) continue;
      this.#taken += each.weight;
      this.#waiting.splice(this.#waiting.indexOf(each), 1);
      each.begin();
    }
  }
}
