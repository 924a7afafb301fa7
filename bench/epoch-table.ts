import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What a row is about. */
type Key = readonly [dataset: string, seed: number, name: string];

/** The remark of a row that is worse at its end begins with this. */
export const WORSE = 'WORSE';

/** The table of `bench/epochs.ts`: printed as it grows, kept in a file where one is given, and gone on with there. */
export class EpochTable {
  readonly #file: string | undefined;
  readonly #print: (line: string) => void;
  readonly #rows: (readonly string[])[] = [];

  /** @throws Error where the file holds another table */
  constructor(epochs: number, file?: string, print: (line: string) => void = console.log) {
    this.#file = file;
    this.#print = print;
    const header = ['data set', 'seed', 'method or loss', 'metric', 'epoch 1', `epoch ${epochs}`, 'took', 'remark'];
    const text = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : '';
    const [first, , ...rows] = cellsOf(text);
    if (file !== undefined && text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
    if (first === undefined) {
      this.#write(header);
      this.#write(header.map((_, i) => (i < 4 || i === 7 ? '---' : '---:')));
    } else if (first.join() !== header.join()) {
      throw new Error(`--file: ${file} is no table of ${epochs} epochs`);
    }
    this.#rows.push(...rows);
  }

  has(key: Key): boolean {
    return this.#rows.some(row => key.every((cell, i) => String(cell) === row[i]));
  }

  /** Adds a row; the cells stand below the header's. */
  add(key: Key, ...cells: readonly string[]): void {
    const row = [...key.map(String), ...cells];
    this.#rows.push(row);
    this.#write(row);
  }

  /** How many rows are worse at their end, of how many. */
  get worse(): readonly [worse: number, all: number] {
    return [this.#rows.filter(row => row.at(-1)!.startsWith(WORSE)).length, this.#rows.length];
  }

  #write(cells: readonly string[]): void {
    const line = `| ${cells.join(' | ')} |`;
    this.#print(line);
    if (this.#file !== undefined) appendFileSync(this.#file, `${line}\n`);
  }
}

/** The cells of each line of a Markdown table. A line that was cut off as it was written is none. */
const cellsOf = (text: string): string[][] =>
  text.split('\n').flatMap(line => {
    const cells = line.split('|').slice(1, -1);
    return cells.length === 8 ? [cells.map(cell => cell.trim())] : [];
  });
