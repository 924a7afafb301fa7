import { Command } from 'commander';
import { retrieval, type ServeOptions, serve } from '../../index.ts';
import { outputFor } from '../output.ts';
import { numberOf } from '../read.ts';

/** Serves a run or an index over HTTP. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('answer HTTP requests with a run or an index: embed, search, verify, classify')
    .argument('<run|index>', 'the folder of a run, or of an index, or an index’s table (postgres://…)')
    .option('--port <n>', 'the port; 0 for a free one (default: 8080)', numberOf('--port'))
    .option('--host <address>', 'the address to listen on; 0.0.0.0 for all (default: 127.0.0.1)')
    .option('--token <text>', 'what clients must send as a bearer token (default: $NEARFAR_TOKEN, else none)')
    .option('--batch-wait <ms>', 'how long a request waits for others (default: 2)', numberOf('--batch-wait'))
    .option(
      '--threads <n>',
      'of the model (default: those it was trained with, else one a core)',
      numberOf('--threads'),
    )
    .option('--max-bytes <n>', 'of a request (default: 20000000)', numberOf('--max-bytes'))
    .option('--max-requests <n>', 'under way; others are told to come back (default: 512)', numberOf('--max-requests'))
    .option('--timeout <s>', 'of a request, from its first line to its answer (default: 30)', numberOf('--timeout'))
    .option('--run <dir>', 'of an index: the run that made it, where it has been moved')
    .option('--json', 'print the address as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  nearfar serve photos.index
  curl http://127.0.0.1:8080/search -F images=@new.jpg -F k=5
  NEARFAR_TOKEN=secret nearfar serve runs/faces-online-triplet-16d --host 0.0.0.0

The address shows a page with every route. Ctrl-C answers what is under way, and stops.`,
    )
    .action(async (path: string, { json = false, ...options }: ServeOptions & { json?: boolean }) => {
      const output = outputFor(json);
      const server = await serve(path, options);
      const open = (options.token ?? process.env['NEARFAR_TOKEN']) === undefined;
      if (open && !LOOPBACK.test(options.host ?? '127.0.0.1'))
        output.note('warning: whoever reaches this address may ask; --token or NEARFAR_TOKEN sets a token');
      output.result({ url: server.url }, `Serving ${retrieval.shownPath(path)} on ${server.url}`);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.once(signal, () => {
          output.note('Stopping: what is under way is answered (again to stop at once)');
          process.on(signal, () => process.exit(INTERRUPTED));
          void server.close();
        });
      }
      await server.stopped;
      await server.close();
    });

const LOOPBACK = /^(localhost|127\.[\d.]+|::1)$/;
/** Exit code after a second Ctrl-C, as shells have it. */
const INTERRUPTED = 130;
