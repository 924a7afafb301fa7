import { UsageError } from '../../errors.ts';
import type { PostgresAddress } from '../backend.ts';

/** Where a table of PostgreSQL lies. */
export interface Address {
  /** As it is shown and stored: without a password. */
  readonly shown: string;
  /** What the driver connects by. */
  readonly connection: string;
  readonly table: string;
  /** Undefined: the first of the server's search path. */
  readonly schema: string | undefined;
}

/** The longest name that PostgreSQL keeps whole, in bytes. */
const LONGEST = 63;
/** The table of an address that names none. */
const TABLE = 'embeddings';

/** Whether a path is an address: that of a database, or one that is refused as no folder is meant. */
export const isAddress = (path: string): path is PostgresAddress => /^[a-z][\w+.-]*:\/\//i.test(path);

/** An address as it may be shown: without a password. Other paths stay as they are. */
export const shownPath = (path: string): string => (isAddress(path) ? parseAddress(path).shown : path);

/** @throws UsageError, which does not tell the address, for one that does not read as one */
export function parseAddress(given: string): Address {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // A password with a bare /, ? or # ends before it, and its rest would be shown.
  const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  const isWhole = isPostgres && url.hash === '' && !/@/.test(url.pathname + url.search);
  if (!isWhole) {
    throw new UsageError({
      who: 'retrieval',
      expected: 'postgres://USER:PASSWORD@HOST/DATABASE?table=NAME',
      got: 'an address that does not read as one',
      fix: 'Write / ? # @ % in a user, a password or a name as %2F %3F %23 %40 %25',
    });
  }
  const table = nameOf(url, 'table') ?? TABLE;
  const schema = nameOf(url, 'schema');
  const connection = new URL(url);
  connection.searchParams.delete('table');
  connection.searchParams.delete('schema');
  const shown = new URL(url);
  shown.password = '';
  for (const name of [...shown.searchParams.keys()]) if (/pass/i.test(name)) shown.searchParams.delete(name);
  shown.searchParams.set('table', table);
  return { shown: shown.href, connection: connection.href, table, schema };
}

function nameOf(url: URL, kind: 'table' | 'schema'): string | undefined {
  const name = url.searchParams.get(kind);
  if (name === null) return undefined;
  const bytes = Buffer.byteLength(name);
  if (bytes > 0 && bytes <= LONGEST && !/[\0\p{Cs}]/u.test(name)) return name;
  const got = bytes > LONGEST ? `one of ${bytes} bytes` : `"${name}"`;
  throw new UsageError({ who: `?${kind}=`, expected: `a name of 1 to ${LONGEST} bytes`, got });
}
