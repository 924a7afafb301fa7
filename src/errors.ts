/** What every error of nearfar says: who complains, what was expected, what came, what to do. */
export interface Complaint {
  /** Who complains: a function, a flag, a file. */
  who: string;
  /** What should have come. */
  expected: string;
  /** What came instead. */
  got: string;
  /** What the reader can do about it, as an imperative sentence without its full stop. */
  fix?: string;
}

const sentence = ({ who, expected, got, fix }: Complaint): string =>
  printable(
    `${who}: expected ${expected}, got ${got}.${fix === undefined ? '' : ` ${fix}${/[.?!]\)?$/.test(fix) ? '' : '.'}`}`,
  );

/** What came in, with control characters (a terminal would obey them) as escapes. Line ends and tabs stay. */
const printable = (text: string): string =>
  text.replace(/\p{Cc}/gu, character =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Something was asked for that cannot be done: bad input, a bad file, a run that failed. */
export class NearfarError extends Error {
  /** The class by name, where `instanceof` is of no use. */
  override name = 'NearfarError';
  /** The message is made of the complaint; `cause` in the options is what led to it. */
  constructor(complaint: Complaint, options?: ErrorOptions) {
    super(sentence(complaint), options);
  }
}

/** The request itself is wrong (an unknown name, an option out of range): exit code 2 on the command line. */
export class UsageError extends NearfarError {
  /** The class by name, where `instanceof` is of no use. */
  override name = 'UsageError';
}

/** What another thread tells of an error. */
export interface TransferredError {
  readonly message: string;
  readonly usage: boolean;
  readonly stack: string | undefined;
}

/** An error of another thread, of its kind again. */
export function revived({ message, usage, stack }: TransferredError): Error {
  const error: Error = Object.create(usage ? UsageError.prototype : NearfarError.prototype) as Error;
  return Object.assign(error, { message, stack, name: usage ? 'UsageError' : 'NearfarError' });
}

/** The name in `known` that was meant: the nearest by edit distance if it is near enough, else the shortest that `name` begins. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  const begun = known.filter(candidate => candidate.startsWith(`${name}-`));
  return best ?? begun.sort((a, b) => a.length - b.length)[0];
}

/** Lists of more names are cut. */
const NAMES = 20;
/** Names that are left of a list that is cut. */
const SHOWN = 10;

const listed = (names: readonly string[]): string =>
  names.length <= NAMES ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')}, … (${names.length} in all)`;

/** The error for a name that is not in a list of known names, with the one offered that was meant, if there is one. */
export function unknownName(who: string, kind: string, name: string, known: readonly string[]): UsageError {
  const near = nearestName(name, known);
  return new UsageError({
    who,
    expected: `${kind} out of ${listed(known)}`,
    got: `"${name}"`,
    ...(near !== undefined && { fix: `Did you mean "${near}"?` }),
  });
}

/** Levenshtein distance, by rows. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
