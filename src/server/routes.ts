import { createRoute, z } from '@hono/zod-openapi';
import { answers, requests, type Task } from './schemas.ts';

const file = z.any().openapi({ type: 'string', format: 'binary' });
const files = z.array(file).openapi({ type: 'array', items: { type: 'string', format: 'binary' } });

/** What each route takes as a form of image files. */
const forms = {
  embed: z.object({ images: files }),
  search: z.object({ images: files, k: requests.search.shape.k }),
  verify: z.object({ a: file, b: file, at: requests.verify.shape.at }),
  classify: z.object({
    images: files,
    by: requests.classify.shape.by,
    k: requests.classify.shape.k,
    threshold: requests.classify.shape.threshold,
  }),
} as const;

const SUMMARIES: Readonly<Record<Task, string>> = {
  embed: 'The embeddings of samples.',
  search: 'The nearest samples of the index.',
  verify: 'Whether samples are of one class, pair by pair.',
  classify: 'The class of each sample by labelled examples, or none of them.',
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request does not read as it should.',
  401: 'The token is missing or wrong.',
  404: 'The server has no index, or no run.',
  408: 'The body came too slowly.',
  413: 'Too many bytes, pixels or samples.',
  415: 'Neither JSON nor a form.',
  422: 'Samples that the run or the index does not take.',
  500: 'An error of the server.',
  503: 'The server is busy or stopping; Retry-After says when to try again.',
};

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } });
const refusals = (statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map(status => [status, { description: REFUSALS[status]!, content: json(answers.refusal) }]),
  );

const route = (task: Task) =>
  createRoute({
    method: 'post',
    path: `/${task}`,
    summary: SUMMARIES[task],
    security: [{ token: [] }],
    request: {
      body: {
        required: true,
        content: { ...json(requests[task]), 'multipart/form-data': { schema: forms[task] } },
      },
    },
    responses: {
      200: { description: SUMMARIES[task], content: json(answers[task]) },
      ...refusals([400, 401, 404, 408, 413, 415, 422, 500, 503]),
    },
  });

/** The routes that do a task. */
export const TASKS = Object.keys(requests) as readonly Task[];

/** All routes, as the OpenAPI page describes them. */
export const ROUTES = [
  ...TASKS.map(route),
  createRoute({
    method: 'get',
    path: '/health',
    summary: 'What is served. Needs no token.',
    responses: { 200: { description: 'The server answers.', content: json(answers.health) } },
  }),
  createRoute({
    method: 'get',
    path: '/metrics',
    summary: 'Counts and times, in Prometheus’ text format.',
    security: [{ token: [] }],
    responses: {
      200: { description: 'Metrics.', content: { 'text/plain': { schema: z.string() } } },
      ...refusals([401]),
    },
  }),
];
