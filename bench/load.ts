import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Asks a server from a process of its own: reads `Load` as JSON from standard input, and prints an
 * `Answered`. It writes requests that are made beforehand to the sockets, so that it takes little of the processors.
 */
export interface Load {
  readonly url: string;
  /** Bodies of requests, which go round. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

/** What came of it. */
export interface Answered {
  /** Milliseconds of each request, in rising order. */
  readonly times: readonly number[];
  /** Seconds from the first request to the last answer. */
  readonly seconds: number;
}

const { url, bodies, connections, seconds } = JSON.parse(await text(process.stdin)) as Load;
const { hostname, port, pathname } = new URL(url);
const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: `;
const requests = bodies.map(body => Buffer.from(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`));
const start = performance.now();
const times: number[] = [];

/** One connection, which asks again once it is answered. */
function asks(first: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).setNoDelay();
    let [next, sent, left, answer] = [first, 0, Number.NaN, ''];
    const ask = () => {
      [sent, left, answer] = [performance.now(), Number.NaN, ''];
      socket.write(requests[next++ % requests.length]!);
    };
    socket.on('data', (data: Buffer) => {
      if (Number.isNaN(left)) {
        answer += data.toString('latin1');
        const found = /^HTTP\/1\.1 (\d+)[\s\S]*?\r\ncontent-length: (\d+)[\s\S]*?\r\n\r\n/i.exec(answer);
        if (!found) return;
        if (found[1] !== '200') return void reject(new Error(answer));
        left = Number(found[2]) - (answer.length - found[0].length);
      } else left -= data.length;
      if (left > 0) return;
      const now = performance.now();
      times.push(now - sent);
      if (now < start + 1000 * seconds) return ask();
      socket.end();
      resolve();
    });
    socket.on('connect', ask).on('error', reject);
  });
}

await Promise.all(Array.from({ length: connections }, (_, i) => asks(i)));
const answered: Answered = { times: times.sort((a, b) => a - b), seconds: (performance.now() - start) / 1000 };
console.log(JSON.stringify(answered));
