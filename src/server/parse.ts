import type { z } from '@hono/zod-openapi';
import { nearestName } from '../errors.ts';
import { expectedAt } from '../options.ts';
import type { Given, GivenSamples, Job } from './jobs.ts';
import { Refusal } from './refusal.ts';
import { type RequestOf, requests, type Task } from './schemas.ts';

/** What a request says, of JSON or a form, as it is. @throws Refusal for another type, or what does not read as it says */
export async function parseBody(type: string, bytes: Buffer<ArrayBuffer>): Promise<unknown> {
  const [kind = ''] = type.toLowerCase().split(';');
  try {
    if (kind.trim() === 'application/json') return JSON.parse(bytes.toString('utf8'));
    if (kind.trim() === 'multipart/form-data') return await formOf(type, bytes);
  } catch (cause) {
    const got = (cause as Error).message.slice(0, 100);
    throw new Refusal(400, { who: 'the body', expected: `a body of ${kind}`, got }, { cause });
  }
  const got = kind === '' ? 'none' : `"${kind.slice(0, 100)}"`;
  throw new Refusal(415, { who: 'content-type', expected: 'application/json or multipart/form-data', got });
}

/** Files named `images`, or `a` and `b`; other fields are text, or JSON. */
async function formOf(type: string, bytes: Buffer<ArrayBuffer>): Promise<unknown> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const entries: [string, unknown][] = [];
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    const files = await Promise.all(values.filter(value => value instanceof File).map(bytesOf));
    if (files.length < values.length)
      entries.push([name, cellOf(String(values.find(value => typeof value === 'string')))]);
    else entries.push([name, name === 'a' || name === 'b' ? { images: files } : files]);
  }
  return Object.fromEntries(entries);
}

const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

function cellOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The job of a request. @throws Refusal that names what is not as the schema says */
export function jobOf(task: Task, body: unknown): Job {
  if (task === 'embed') return { task, given: samplesIn(checked(requests.embed, body, '/embed'), '') };
  if (task === 'search') {
    const { k, where, ...given } = checked(requests.search, body, '/search');
    return { task, given: queriesIn(given), k, where };
  }
  if (task === 'verify') {
    const { a, b, at } = checked(requests.verify, body, '/verify');
    return { task, a: samplesIn(a, 'a.'), b: samplesIn(b, 'b.'), at };
  }
  const { examples, by, k, threshold, ...given } = checked(requests.classify, body, '/classify');
  const known = examples && { given: samplesIn(examples, 'examples.'), labels: examples.labels };
  return { task, given: queriesIn(given), examples: known, options: { by, k, threshold } };
}

function checked<S extends z.ZodObject>(schema: S, body: unknown, who: string): z.output<S> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const got = issue.keys[0]!;
    const near = nearestName(got, Object.keys(schema.shape));
    const fix = near === undefined ? 'See /openapi.json' : `Did you mean "${near}"?`;
    throw new Refusal(400, { who, expected: 'fields that it has', got: shown([...issue.path, got].join('.')), fix });
  }
  const expected = place === '' ? 'a JSON object' : `${place}: ${expectedAt(schema, issue.path)}`;
  throw new Refusal(400, { who, expected, got: shown(valueAt(body, issue.path)) });
}

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], body);

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = value instanceof Uint8Array ? 'a file' : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
};

/** Characters of a wrong value that are told. */
const LONGEST = 80;

type Lists = Pick<RequestOf<'search'>, 'images' | 'rows' | 'texts' | 'vectors'>;

/** The one list of samples or vectors that is there. */
function queriesIn({ images, rows, texts, vectors }: Lists, who = ''): Given {
  const lists: (Given | undefined)[] = [
    images && { kind: 'images', list: imagesOf(images, `${who}images`) },
    rows && { kind: 'rows', list: rows },
    texts && { kind: 'texts', list: texts },
    vectors && { kind: 'vectors', list: vectors },
  ];
  const found = lists.filter(list => list !== undefined);
  if (found.length === 1) return found[0]!;
  const got = found.length === 0 ? 'none' : found.map(({ kind }) => kind).join(' and ');
  throw new Refusal(400, {
    who: who === '' ? 'the request' : who.slice(0, -1),
    expected: 'one of images, rows, texts and vectors',
    got,
  });
}

const samplesIn = (lists: Omit<Lists, 'vectors'>, who: string): GivenSamples => queriesIn(lists, who) as GivenSamples;

/** The bytes of images. Those of base64 lie in one memory, which goes to another thread at once. */
function imagesOf(images: readonly (string | Uint8Array)[], who: string): readonly Uint8Array[] {
  const texts = images.map(image =>
    typeof image === 'string' && image.startsWith('data:') ? image.replace(/^data:[^,]{0,100};base64,/, '') : image,
  );
  const sizes = texts.map(text => (typeof text === 'string' ? Buffer.byteLength(text, 'base64') : 0));
  const memory = Buffer.from(new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0)));
  let start = 0;
  return texts.map((text, i) => {
    if (typeof text !== 'string') return text;
    const size = sizes[i]!;
    if (size === 0 || memory.write(text, start, size, 'base64') !== size) {
      throw new Refusal(422, { who: `${who}[${i}]`, expected: 'an image file as base64', got: shown(images[i]) });
    }
    start += size;
    return new Uint8Array(memory.buffer, start - size, size);
  });
}
