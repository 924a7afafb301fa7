import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliOptions, nearfar, temporaryFolder } from '../support/cli.ts';

const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1'];

/** Trains until standard error has a text, then does something to the process; the seconds from there to its end, too. */
async function trainUntil(text: string, act: NonNullable<CliOptions['onStderr']>, args: readonly string[] = []) {
  const out = join(temporaryFolder(), 'run');
  let at = 0;
  const finished = await nearfar(['train', ...QUICK, ...args, '--out', out], {
    onStderr(piece, child) {
      if (at > 0 || !piece.includes(text)) return;
      at = Date.now();
      act(piece, child);
    },
  });
  return { ...finished, out, seconds: (Date.now() - at) / 1000 };
}

const hasCheckpoint = (out: string) => existsSync(join(out, 'checkpoint/latest.safetensors'));

describe('nearfar train, interrupted,', () => {
  it.each(['Loading', 'Drawing'])('at "%s" ends soon with 130', async text => {
    const { code, out, seconds } = await trainUntil(text, (_, child) => child.kill('SIGINT'));
    expect(code).toBe(130);
    expect(seconds).toBeLessThan(10);
    expect(existsSync(join(out, 'report.html'))).toBe(false);
    expect(readdirSync(out)).not.toContain('run.lock');
  });

  it('at "Evaluating" ends soon with 130, and goes on with --resume', async () => {
    const { code, out, seconds } = await trainUntil('Evaluating', (_, child) => child.kill('SIGINT'), ['--no-plots']);
    expect(code).toBe(130);
    expect(seconds).toBeLessThan(10);
    expect(existsSync(join(out, 'metrics.json'))).toBe(false);
    expect(await nearfar(['train', '--resume', '--no-plots', '--out', out])).toMatchObject({ code: 0 });
    expect(existsSync(join(out, 'metrics.json'))).toBe(true);
  });

  it('twice ends with 130', async () => {
    const { code } = await trainUntil('epoch 1', (_, child) => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 20);
    });
    expect(code).toBe(130);
  });

  it.each<[string, NonNullable<CliOptions['onStderr']>]>([
    ['by the end of its terminal', (_, child) => child.kill('SIGHUP')],
    ['by an output that nobody reads any more', (_, child) => child.stderr!.destroy()],
  ])('%s leaves a checkpoint', async (_, act) => {
    const { out } = await trainUntil('epoch 1', act, ['--epochs', '200', '--no-plots']);
    expect(hasCheckpoint(out)).toBe(true);
    expect(existsSync(join(out, 'metrics.json'))).toBe(false);
  });
});
