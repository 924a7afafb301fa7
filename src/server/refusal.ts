import { type Complaint, NearfarError } from '../errors.ts';

/** The statuses of requests that are not answered. */
export type Status = 400 | 401 | 404 | 405 | 408 | 413 | 415 | 422 | 500 | 503;

/** A request that is not answered: the status, and the reason in the grammar of all errors. */
export class Refusal extends NearfarError {
  readonly status: Status;

  constructor(status: Status, complaint: Complaint, options?: ErrorOptions) {
    super(complaint, options);
    this.status = status;
  }
}

/** Seconds after which a request that found the server busy is worth another try. */
export const RETRY_AFTER = 1;

/** The refusal of a request that there is no room or no time for. */
export const busy = (expected: string, got: string): Refusal =>
  new Refusal(503, { who: 'serve', expected, got, fix: `Try again in ${RETRY_AFTER} s` });
