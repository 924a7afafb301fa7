import { type Complaint, NearfarError } from '../../errors.ts';

/** A database that does not do what it is asked. Its message says where it is: nothing for those whom a server answers. */
export class DatabaseError extends NearfarError {}

/** What errors of the server mean to the reader, by their code (SQLSTATE, of the system, or the first two letters of one). */
const MEANINGS: Readonly<Record<string, Omit<Complaint, 'who' | 'got'>>> = {
  '28': {
    expected: 'a server that takes the user and the password',
    fix: 'Give them in the address (USER:PASSWORD@HOST), in PGUSER and PGPASSWORD, or in ~/.pgpass',
  },
  '3D000': { expected: 'a database of that name', fix: 'Make it with createdb, or name another' },
  '3F000': { expected: 'a schema of that name', fix: 'Make it with CREATE SCHEMA, or name another' },
  '42501': { expected: 'a user who may do this', fix: 'GRANT it, or take another user' },
  '53': { expected: 'a server that has room', fix: 'See its log' },
};
const NO_SERVER = { expected: 'a PostgreSQL server', fix: 'Start it, or name another host and port' };
const OTHER = { expected: 'the server to do it', fix: 'See the server’s log' };

/** An error of the driver or the server, with what to do about it. */
export function errorOf(error: Error & { readonly code?: string }, who: string): DatabaseError {
  const code = error.code ?? '';
  const got = ownWords(error);
  const meaning = MEANINGS[code] ?? MEANINGS[code.slice(0, 2)] ?? withoutCode(code, got);
  return new DatabaseError({ who, got, ...meaning }, { cause: error });
}

function withoutCode(code: string, got: string): Omit<Complaint, 'who' | 'got'> {
  if (/password must be a string/.test(got)) return MEANINGS['28']!;
  return /^E[A-Z]+/.test(code) || /connect|timeout|terminated/i.test(got) ? NO_SERVER : OTHER;
}

/** Errors of several addresses of one host come as one without words. */
function ownWords(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return (first.message || (first as { readonly code?: string }).code || 'an error without words').split('\n')[0]!;
}
