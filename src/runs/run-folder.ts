import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NearfarError, UsageError } from '../errors.ts';
import { append, fileError, removeIfPossible, removeTemporaries, sync, writeWhole } from '../files.ts';
import { FolderLock } from '../folder-lock.ts';
import type { TextInput } from '../networks/network.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../training/checkpoint.ts';
import { parseConfig, type TrainConfig } from '../training/config.ts';
import type { HistoryRecord } from '../training/events.ts';
import { MODEL_FILES, type ModelFiles } from '../training/model.ts';
import { classifyPath, parseAs, readExisting, readJson, readJsonAs, writeJson } from './files.ts';
import type { RunResult } from './result.ts';
import { historySchema, resultSchema } from './stored.ts';
import { readStored, storedConfig } from './stored-config.ts';

/** The folder of one run; its files are written whole or not at all. */
export class RunFolder {
  readonly path: string;
  readonly #lock: FolderLock | undefined;

  private constructor(path: string, lock?: FolderLock) {
    this.path = path;
    this.#lock = lock;
  }

  /** A new run's folder, for this process to write into. An existing one that holds anything is refused. */
  static create(path: string, config: TrainConfig): RunFolder {
    requireFree(path);
    return RunFolder.#locked(path, folder => {
      requireFree(path);
      folder.saveConfig(config);
    });
  }

  /** The folder of a run that was begun before, to read. */
  static open(path: string): RunFolder {
    if (classifyPath(path) === 'run') return new RunFolder(path);
    throw new UsageError({
      who: path,
      expected: 'the folder of a run (with its config.json)',
      got: classifyPath(path) === 'nothing' ? 'nothing there' : 'something else',
      fix: 'Train one with "nearfar train --out DIR"',
    });
  }

  /** The folder of a run that was begun before, for this process to write into. */
  static reopen(path: string): RunFolder {
    RunFolder.open(path);
    return RunFolder.#locked(path, () => {});
  }

  /** What a killed writer left is removed. A folder that cannot be used is left as it was. */
  static #locked(path: string, prepare: (folder: RunFolder) => void): RunFolder {
    const isNew = !existsSync(path);
    const folder = new RunFolder(path, FolderLock.take(path));
    try {
      for (const place of [path, folder.file('checkpoint'), folder.file('checkpoint/frames')]) {
        if (existsSync(place)) removeTemporaries(place);
      }
      prepare(folder);
      return folder;
    } catch (error) {
      folder.release();
      if (isNew) removeIfPossible(path);
      throw fileError(error, path);
    }
  }

  /** Lets others write into the folder again. */
  release(): void {
    this.#lock?.release();
  }

  /** Whether anything of a training is in it. */
  get hasTraining(): boolean {
    return existsSync(this.file(CHECKPOINT)) || existsSync(this.file(HISTORY));
  }

  /** Empties it, since nothing has been trained, and removes it unless it `stays`. */
  discard({ stays }: { readonly stays: boolean }): void {
    for (const path of stays ? readdirSync(this.path).map(name => this.file(name)) : [this.path])
      removeIfPossible(path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  get config(): TrainConfig {
    return parseConfig(this.#stored.options, this.file('config.json'));
  }

  /** The options of the run whose values are things that came from code; the config has their names only. */
  get fromCode(): readonly string[] {
    return this.#stored.fromCode;
  }

  /** What the method and the data filled in, as `config.json` has it. */
  get filledIn(): Readonly<Record<string, unknown>> {
    return this.#stored.filledIn;
  }

  get #stored() {
    return readStored(readJson(this.file('config.json'), 'a run’s config', 'Train anew') as Record<string, unknown>);
  }

  /** Writes `config.json`; `filledIn` is what the method and the data filled in. */
  saveConfig(config: TrainConfig, filledIn?: object): void {
    writeJson(this.file('config.json'), storedConfig(config, filledIn));
  }

  /** Makes a run longer or shorter. It is no finished run then, until it is resumed. */
  setEpochs(epochs: number): void {
    rmSync(this.file('metrics.json'), { force: true });
    const path = this.file('config.json');
    const { filledIn, ...config } = readJson(path, 'a run’s config', 'Train anew') as Record<string, unknown>;
    const { epochs: _, ...others } = (filledIn ?? {}) as Record<string, unknown>;
    writeJson(path, { ...config, epochs, ...(filledIn !== undefined && { filledIn: others }) });
  }

  get checkpoint(): Checkpoint | undefined {
    const path = this.file(CHECKPOINT);
    return existsSync(path) ? decodeCheckpoint(readFileSync(path), path) : undefined;
  }

  /** The history is synced first, since the checkpoint counts its lines. */
  saveCheckpoint(checkpoint: Checkpoint): void {
    if (existsSync(this.file(HISTORY))) sync(this.file(HISTORY));
    writeWhole(this.file(CHECKPOINT), encodeCheckpoint(checkpoint));
  }

  get history(): readonly HistoryRecord[] {
    const path = this.file(HISTORY);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.flatMap((line, i) => (line === '' ? [] : [recordOf(line, `${path}, line ${i + 1}`)]));
  }

  appendHistory(record: HistoryRecord): void {
    append(this.file(HISTORY), `${JSON.stringify(record)}\n`);
  }

  /**
   * Drops what was written after a checkpoint: the run that goes on from there writes it again.
   *
   * @throws NearfarError if lines that the checkpoint counts are missing or damaged
   */
  truncateHistory(lines: number): void {
    const path = this.file(HISTORY);
    const all = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    const kept = all.slice(0, lines).filter(line => line !== '');
    if (kept.length < lines) {
      const expected = `the ${lines} lines that the checkpoint counts`;
      throw new NearfarError({ who: path, expected, got: `${kept.length}`, fix: 'Put the file back, or train anew' });
    }
    for (const [i, line] of kept.entries()) recordOf(line, `${path}, line ${i + 1}`);
    if (all.length > 0) writeWhole(path, kept.map(line => `${line}\n`).join(''));
  }

  saveMetrics(result: RunResult): void {
    writeJson(this.file('metrics.json'), result);
  }

  /** What the run's evaluation said, if it got that far. */
  get metrics(): RunResult | undefined {
    const path = this.file('metrics.json');
    if (!existsSync(path)) return undefined;
    return readJsonAs(
      path,
      resultSchema,
      'a run’s metrics',
      `Remove it, then "nearfar train --resume --out ${this.path}"`,
    );
  }

  /** What the evaluation of a finished run gave. @throws UsageError for a run that is not finished */
  get finished(): RunResult {
    const { metrics } = this;
    if (metrics) return metrics;
    throw new UsageError({
      who: this.path,
      expected: 'a finished run',
      got: 'one without metrics.json',
      fix: `Go on with "nearfar train --resume --out ${this.path}"`,
    });
  }

  /** Whether nothing of the run is missing: it is evaluated, and drawn where pictures are wanted. */
  get isComplete(): boolean {
    return existsSync(this.file('metrics.json')) && (!this.config.plots || existsSync(this.file('report.html')));
  }

  /** How texts become the run's samples: `tokenizer.json`, where its network takes texts. */
  get text(): TextInput | undefined {
    const path = this.file(TOKENIZER);
    return existsSync(path) ? { tokenizer: readFileSync(path, 'utf8') } : undefined;
  }

  saveText({ tokenizer }: TextInput): void {
    writeWhole(this.file(TOKENIZER), tokenizer);
  }

  saveModel(files: ModelFiles): void {
    for (const [name, bytes] of Object.entries(files)) writeWhole(this.file(name), bytes);
  }

  get model(): ModelFiles {
    const fix = `Finish the run with "nearfar train --resume --out ${this.path}"`;
    const main = readExisting(this.file('model.onnx'), 'a trained model', fix);
    const others = MODEL_FILES.filter(name => name !== 'model.onnx' && existsSync(this.file(name)));
    return { 'model.onnx': main, ...Object.fromEntries(others.map(name => [name, readFileSync(this.file(name))])) };
  }
}

const CHECKPOINT = 'checkpoint/latest.safetensors';
const HISTORY = 'history.jsonl';
const TOKENIZER = 'tokenizer.json';

const recordOf = (line: string, who: string): HistoryRecord =>
  parseAs(line, historySchema, { who, what: 'a record of a run’s history', fix: 'Put the file back, or train anew' });

function requireFree(path: string): void {
  const found = classifyPath(path);
  if (found !== 'run' && found !== 'other') return;
  throw new UsageError({
    who: '--out',
    expected: 'a folder that is empty or not there yet',
    got: `"${path}", which holds ${found === 'run' ? 'a run' : 'something else'}`,
    fix: found === 'run' ? 'Add --resume to go on with that run, or name another folder' : 'Name another folder',
  });
}
