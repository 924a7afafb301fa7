/** How a server is reached, and what it takes. */
export interface ServeOptions {
  /** The port to listen on; 0 for one that is free. @default 8080 */
  readonly port?: number | undefined;
  /** The address to listen on; `0.0.0.0` for every one of the machine. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** What clients must send as `Authorization: Bearer …`, to all routes but `/health`. @default the environment's NEARFAR_TOKEN; without it, nothing */
  readonly token?: string | undefined;
  /** Milliseconds that a request waits for others, to go through the model together, from 0 to 1000. @default 2 */
  readonly batchWait?: number | undefined;
  /** Threads of the model, at least 1. @default those that the run was trained with; without, one a core */
  readonly threads?: number | undefined;
  /** Bytes of a request's body, at most. @default 20000000 */
  readonly maxBytes?: number | undefined;
  /** Requests under way, at most; others are told to come back (503). @default 512 */
  readonly maxRequests?: number | undefined;
  /** Seconds from a request's first line to its answer, at most. @default 30 */
  readonly timeout?: number | undefined;
  /** Of an index: the folder of the run that made it, where it has been moved. */
  readonly run?: string | undefined;
}

/** A server that listens. */
export interface Server {
  /** Its address: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Resolves when it has stopped: after `close`, or by an error that ended its model, which rejects it. */
  readonly stopped: Promise<void>;
  /** Stops it: no request is taken any more, those under way are answered (for at most 10 s); closing twice does no harm. */
  close(): Promise<void>;
}
