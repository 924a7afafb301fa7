import { tinyRun } from './tiny-run.ts';

Object.assign(globalThis, { tinyRun });
