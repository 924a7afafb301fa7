/** Aborted by Ctrl-C (or a request to terminate), with a word of what happens now; a second Ctrl-C ends at once. */
export function interruption(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    say('Stopping after this step (again to stop at once)');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
