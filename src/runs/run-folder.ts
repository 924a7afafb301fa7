import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../training/checkpoint.ts';
import { describeConfig, parseConfig, type TrainConfig } from '../training/config.ts';
import type { HistoryRecord } from '../training/events.ts';
import { MODEL_FILES, type ModelFiles } from '../training/model.ts';
import { VERSION } from '../version.ts';
import { classifyPath, readExisting, readJson, writeJson } from './files.ts';

/** The folder of one run; its files are written whole or not at all. */
export class RunFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** A new run's folder. An existing one that holds anything is refused. */
  static create(path: string, config: TrainConfig): RunFolder {
    const found = classifyPath(path);
    if (found === 'run' || found === 'other') {
      throw new UsageError({
        who: '--out',
        expected: 'a folder that is empty or not there yet',
        got: `"${path}", which holds ${found === 'run' ? 'a run' : 'something else'}`,
        fix: found === 'run' ? 'Add --resume to go on with that run, or name another folder' : 'Name another folder',
      });
    }
    mkdirSync(path, { recursive: true });
    const folder = new RunFolder(path);
    writeJson(folder.file('config.json'), { nearfar: VERSION, ...describeConfig(config) });
    return folder;
  }

  /** The folder of a run that was begun before. */
  static open(path: string): RunFolder {
    if (classifyPath(path) === 'run') return new RunFolder(path);
    throw new UsageError({
      who: path,
      expected: 'the folder of a run (with its config.json)',
      got: classifyPath(path) === 'nothing' ? 'nothing there' : 'something else',
      fix: 'Train one with "nearfar train --out DIR"',
    });
  }

  /** Takes back a folder in which nothing has been trained yet. */
  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  get config(): TrainConfig {
    const { nearfar: _, ...options } = readJson(this.file('config.json'), 'a run’s config', 'Train anew') as Record<
      string,
      unknown
    >;
    return parseConfig(options, this.file('config.json'));
  }

  get checkpoint(): Checkpoint | undefined {
    const path = this.file(CHECKPOINT);
    return existsSync(path) ? decodeCheckpoint(readFileSync(path), path) : undefined;
  }

  saveCheckpoint(checkpoint: Checkpoint): void {
    writeWhole(this.file(CHECKPOINT), encodeCheckpoint(checkpoint));
  }

  get history(): readonly HistoryRecord[] {
    const path = this.file('history.jsonl');
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as HistoryRecord);
  }

  appendHistory(record: HistoryRecord): void {
    appendFileSync(this.file('history.jsonl'), `${JSON.stringify(record)}\n`);
  }

  /** Drops what was written after a checkpoint: the run that goes on from there writes it again. */
  truncateHistory(lines: number): void {
    const path = this.file('history.jsonl');
    if (!existsSync(path)) return;
    const kept = readFileSync(path, 'utf8').split('\n').slice(0, lines);
    writeWhole(path, kept.map(line => `${line}\n`).join(''));
  }

  saveMetrics(result: unknown): void {
    writeJson(this.file('metrics.json'), result);
  }

  /** What the run's judging said, if it got that far. */
  get metrics(): Record<string, unknown> | undefined {
    const path = this.file('metrics.json');
    return existsSync(path) ? (readJson(path, 'a run’s metrics', 'Train anew') as Record<string, unknown>) : undefined;
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
