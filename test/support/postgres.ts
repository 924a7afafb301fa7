import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** A PostgreSQL server in this process. */
export interface PostgresServer {
  /** The address of its database, without a table. */
  readonly address: string;
  readonly db: PGlite;
  close(): Promise<void>;
}

/** PGlite with pgvector behind a socket; `extension: false` leaves pgvector out. */
export async function postgresServer({ extension = true } = {}): Promise<PostgresServer> {
  const db = await PGlite.create({ extensions: extension ? { vector } : {} });
  if (extension) await db.exec('CREATE EXTENSION vector');
  takeCopies(db);
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 });
  await server.start();
  return {
    address: `postgres://postgres:secret@${server.getServerConn()}/postgres`,
    db,
    async close() {
      await server.stop();
      await db.close();
    },
  };
}

/** Types of the messages of the wire protocol. */
const [QUERY, COPY_IN] = ['Q', 0x47];
const OF_COPY = 'dcf';

/**
 * PGlite takes COPY FROM STDIN with its data in one call, its socket server makes a call of each message
 * (https://github.com/electric-sql/pglite/pull/1028): messages of a copy are gathered.
 */
function takeCopies(db: PGlite): void {
  const call = db.execProtocolRawStream.bind(db);
  let gathered: Uint8Array[] | undefined;
  db.execProtocolRawStream = async (message, options) => {
    const type = String.fromCharCode(message[0]!);
    if (type === QUERY && /^COPY .* FROM STDIN/.test(Buffer.from(message.subarray(5)).toString())) {
      gathered = [message];
      return options!.onRawData(Uint8Array.of(COPY_IN, 0, 0, 0, 7, 1, 0, 0));
    }
    if (!gathered || !OF_COPY.includes(type)) {
      gathered = undefined;
      return call(message, options);
    }
    gathered.push(message);
    if (type === 'd') return;
    const whole = Uint8Array.from(Buffer.concat(gathered));
    gathered = undefined;
    const answers: Uint8Array[] = [];
    await call(whole, { ...options, onRawData: data => answers.push(Uint8Array.from(data)) });
    options!.onRawData(withoutCopyIn(Buffer.concat(answers)));
  };
}

/** The answer but for the message that was sent before. */
function withoutCopyIn(answer: Buffer): Uint8Array {
  const parts: Buffer[] = [];
  for (let at = 0; at < answer.length; ) {
    const end = at + 1 + answer.readInt32BE(at + 1);
    if (answer[at] !== COPY_IN) parts.push(answer.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}
