/** When a server counts as gone. */
export interface Patience {
  /** Milliseconds until the answer's head has come, connecting and redirects included. Default 30 000. */
  readonly answerMs?: number;
  /** Milliseconds without a byte. Default 30 000. */
  readonly silenceMs?: number;
  /** Bytes that must come in every `paceMs`. Default 30 000, half a kilobyte a second. */
  readonly leastBytes?: number;
  /** Default 60 000 milliseconds. */
  readonly paceMs?: number;
}
