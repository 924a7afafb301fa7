import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { VERSION } from '../version.ts';
import { Bodies } from './bodies.ts';
import { type About, type Job, type Outcome, textOf } from './jobs.ts';
import { Metrics } from './metrics.ts';
import { apiPage } from './page.ts';
import { jobOf, parseBody } from './parse.ts';
import { busy, RETRY_AFTER, Refusal, type Status } from './refusal.ts';
import { ROUTES, TASKS } from './routes.ts';
import type { Task } from './schemas.ts';

/** Limits of what a server takes. */
export interface Limits {
  /** Bytes of a body, at most. */
  readonly maxBytes: number;
  /** Requests under way, at most. */
  readonly maxRequests: number;
  /** Seconds from the head of a request to its answer, at most. */
  readonly timeout: number;
}

/** What an app is made of. */
export interface AppOptions extends Limits {
  readonly about: About;
  readonly token: string | undefined;
  /** Does a job; nobody waits for it after `until`. */
  readonly answer: (job: Job, until: number) => Promise<Outcome>;
}

type Env = { Bindings: HttpBindings };

/** What HTTP requests are answered with. */
export interface App {
  readonly fetch: OpenAPIHono<Env>['fetch'];
  readonly metrics: Metrics;
  /** From now on new requests are refused. */
  stop(): void;
}

/** The app of a model. */
export function createApp({ about, token, answer, maxBytes, maxRequests, timeout }: AppOptions): App {
  const bodies = new Bodies(maxBytes);
  const metrics = new Metrics(() => bodies.held);
  const app = new OpenAPIHono<Env>();
  let stopping = false;

  app.use(async (c, next) => {
    const start = performance.now();
    await next();
    if (stopping) endAfter(c);
    const route = KNOWN.has(c.req.path) ? c.req.path : 'other';
    metrics.answered(route, c.res.status, (performance.now() - start) / 1000);
  });
  app.use(async (c, next) => {
    if (token !== undefined && c.req.path !== '/health') requireToken(c, token);
    await next();
  });
  app.onError((error, c) => refuse(c, error));
  app.notFound(c => {
    const expected = [...KNOWN].join(', ');
    return refuse(c, new Refusal(404, { who: 'serve', expected, got: `"${c.req.path.slice(0, 100)}"` }));
  });

  const doTask = async (c: Context<Env>, task: Task): Promise<Outcome> => {
    if (stopping) throw busy('a server that runs', 'one that is stopping');
    if (metrics.underWay > maxRequests) throw busy(`at most ${maxRequests} requests under way`, 'more');
    const encoding = c.req.header('content-encoding');
    if (encoding !== undefined && encoding !== 'identity') {
      throw new Refusal(415, { who: 'content-encoding', expected: 'none', got: `"${encoding.slice(0, 100)}"` });
    }
    const until = Date.now() + 1000 * timeout;
    const body = await bodies.read(c.env.incoming, until);
    try {
      const job = jobOf(task, await parseBody(c.req.header('content-type') ?? '', body.bytes));
      return await inTime(answer(job, until), until);
    } finally {
      body.release();
    }
  };
  for (const task of TASKS) {
    app.post(`/${task}`, async c => {
      metrics.underWay++;
      try {
        const outcome = await doTask(c, task);
        if ('refused' in outcome) return refusal(c, outcome.refused.status, outcome.refused.reason);
        if (stopping) endAfter(c);
        return written(c, textOf(outcome));
      } finally {
        metrics.underWay--;
      }
    });
  }

  app.get('/health', c => c.json({ status: 'ok' as const, version: VERSION, ...healthOf(about) }));
  app.get('/metrics', async c => c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }));
  const document = openApi(app);
  app.get('/openapi.json', c => c.json(document));
  app.get('/', c => c.html(apiPage(about, new URL(c.req.url).origin)));
  for (const path of KNOWN) app.all(path, c => wrongMethod(c));

  return {
    fetch: app.fetch,
    metrics,
    stop: () => {
      stopping = true;
    },
  };
}

const KNOWN: ReadonlySet<string> = new Set(['/', '/openapi.json', ...ROUTES.map(({ path }) => path)]);

const healthOf = ({ name: _, ...health }: About) => health;

/** The OpenAPI 3.1 description of the routes. */
export function openApi(app = new OpenAPIHono<Env>()) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  for (const route of ROUTES) app.openAPIRegistry.registerPath(route);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'nearfar', version: VERSION, description: 'A trained model or an index of embeddings over HTTP.' },
  });
}

/** Both are hashed first, so that the comparison takes as long whatever is sent. */
function requireToken(c: Context<Env>, token: string): void {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const given = c.req.header('authorization');
  if (timingSafeEqual(hash(given ?? ''), hash(`Bearer ${token}`))) return;
  const got = given === undefined ? 'none' : 'another';
  throw new Refusal(401, { who: 'serve', expected: 'its token (Authorization: Bearer …)', got });
}

function wrongMethod(c: Context<Env>): Response {
  const allowed = TASKS.some(task => c.req.path === `/${task}`) ? 'POST' : 'GET';
  c.header('allow', allowed);
  return refuse(c, new Refusal(405, { who: c.req.path, expected: allowed, got: c.req.method }));
}

async function inTime(outcome: Promise<Outcome>, until: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(busy('an answer in time', 'too much to do')), until - Date.now());
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends the connection after the answer, which would stay open, idle. */
function endAfter(c: Context<Env>): void {
  c.env.outgoing.shouldKeepAlive = false;
}

/** Writes an answer as it is. As a Response it would take longer than all else that is done for a request. */
function written(c: Context<Env>, text: string): Response {
  const { outgoing } = c.env;
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  outgoing.end(text);
  return RESPONSE_ALREADY_SENT;
}

function refuse(c: Context<Env>, error: Error): Response {
  if (error instanceof Refusal) return refusal(c, error.status, error.message);
  process.stderr.write(`nearfar serve: ${error.stack ?? error.message}\n`);
  return refusal(c, 500, 'serve: expected to answer, got an error of its own. Its log says more.');
}

function refusal(c: Context<Env>, status: Status, error: string): Response {
  if (status === 503) c.header('retry-after', String(RETRY_AFTER));
  if (status === 401) c.header('www-authenticate', 'Bearer');
  if (status === 408 || status === 413) c.header('connection', 'close');
  return c.json({ error }, status);
}
