import { Command, CommanderError } from 'commander';
import { Interrupted, UsageError, VERSION } from '../index.ts';
import { inOurWords } from './command.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { classifyCommand } from './commands/classify.ts';
import { compareCommand } from './commands/compare.ts';
import { datasetsCommand } from './commands/datasets.ts';
import { embedCommand } from './commands/embed.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { indexCommand } from './commands/index.ts';
import { reportCommand } from './commands/report.ts';
import { searchCommand } from './commands/search.ts';
import { serveCommand } from './commands/serve.ts';
import { sweepCommand } from './commands/sweep.ts';
import { lossesCommand, methodsCommand, minersCommand, networksCommand } from './commands/things.ts';
import { trainCommand } from './commands/train.ts';
import { verifyCommand } from './commands/verify.ts';

/** Exit codes. */
const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;

const program = new Command('nearfar')
  .description('Deep metric learning: train networks whose distances mean likeness.')
  .version(VERSION)
  .addCommand(trainCommand())
  .addCommand(compareCommand())
  .addCommand(sweepCommand())
  .addCommand(evaluateCommand())
  .addCommand(indexCommand())
  .addCommand(searchCommand())
  .addCommand(calibrateCommand())
  .addCommand(verifyCommand())
  .addCommand(classifyCommand())
  .addCommand(serveCommand())
  .addCommand(reportCommand())
  .addCommand(embedCommand())
  .addCommand(exportCommand())
  .addCommand(datasetsCommand())
  .addCommand(lossesCommand())
  .addCommand(minersCommand())
  .addCommand(methodsCommand())
  .addCommand(networksCommand())
  .addHelpText('after', '\nStart with:  nearfar train          (a minute, no download; see "nearfar train --help")');

for (const command of [program, ...program.commands]) inOurWords(command);

async function main(): Promise<number> {
  try {
    await program.parseAsync();
    return DONE;
  } catch (error) {
    if (error instanceof CommanderError) return DONE; // help or the version was shown
    if (error instanceof Interrupted) {
      process.stderr.write('Interrupted; what was read and trained is kept. Go on with --resume and the same --out.\n');
      return INTERRUPTED;
    }
    process.stderr.write(`nearfar: ${(error as Error).message}\n`);
    if (process.env['NEARFAR_DEBUG']) process.stderr.write(`${(error as Error).stack}\n`);
    return error instanceof UsageError ? WRONG_USAGE : FAILED;
  }
}

process.exitCode = await main();
