import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { sessionOptions } from '../training/assemble.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import { type ModelFiles, withModel } from '../training/model.ts';
import { bundleIndex } from './bundle-index.ts';
import { requireSame } from './check-node.ts';
import { checkRuntimes, type RuntimeCheck } from './check-runtimes.ts';
import { modelCard } from './model-card.ts';
import { requireNewFolder, writeFolder } from './new-folder.ts';
import type { RunFolder } from './run-folder.ts';
import { fingerprintOf } from './run-index.ts';

/** A run to bundle, and how. */
export interface BundledRun {
  readonly folder: RunFolder;
  readonly config: TrainConfig;
  readonly files: ModelFiles;
  readonly gallery: string | undefined;
  readonly onEvent: (event: TrainEvent) => void;
}

/** Writes a folder with all that others need, and runs its networks in every runtime that is there. */
export async function writeBundle(
  { folder, config, files, gallery, onEvent }: BundledRun,
  out: string,
): Promise<{ readonly files: readonly string[]; readonly checks: readonly RuntimeCheck[] }> {
  requireNewFolder(out);
  const { finished: result } = folder;
  const options = sessionOptions(config);
  let checks: readonly RuntimeCheck[] = [];
  const written = await writeFolder(out, async temporary => {
    for (const [name, bytes] of Object.entries(files)) writeWhole(join(temporary, name), bytes);
    for (const name of ['config.json', 'metrics.json', 'report.html', 'tokenizer.json'])
      if (existsSync(folder.file(name))) copyFileSync(folder.file(name), join(temporary, name));
    await requireSame(files, name => join(temporary, name), options);
    onEvent({ type: 'phase', text: 'Running the networks in other runtimes' });
    checks = await checkRuntimes(Object.keys(files).map(name => join(temporary, name)));
    await withModel(files, options, async model => {
      const fingerprint = fingerprintOf(files);
      const index = await bundleIndex(model, { folder, config, gallery, fingerprint, onEvent });
      await index?.save(join(temporary, 'index'));
      writeWhole(join(temporary, 'README.md'), modelCard({ config, result, model, checks, indexed: index?.size }));
    });
  });
  return { files: written, checks };
}
