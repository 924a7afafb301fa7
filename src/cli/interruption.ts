/** Exit code after Ctrl-C, as shells have it. */
const INTERRUPTED = 130;

/**
 * Aborted by Ctrl-C (or a request to terminate, the end of the terminal, an output that nobody reads any more), with a word
 * of what happens now; a second Ctrl-C ends at once.
 */
export function interruption(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    say('Stopping after this step; what is read and trained is kept (again to stop at once)');
    controller.abort();
  };
  const stopSilently = () => controller.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', stopSilently);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stopSilently);
  return controller.signal;
}
