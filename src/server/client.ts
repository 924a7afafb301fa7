import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './client-routes.ts';

/** How a server is reached. */
export interface ConnectOptions {
  /** What the server asks for as its token. */
  readonly token?: string;
}

/**
 * A client of `nearfar serve`, with the types of its OpenAPI description: `POST('/embed', { body })` resolves to `data`, or to
 * `error` with the reason.
 *
 * @param url the server's address, like `http://127.0.0.1:8080`
 */
export const connect = (url: string, { token }: ConnectOptions = {}): Client<paths> =>
  createClient<paths>({ baseUrl: url, ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }) });
