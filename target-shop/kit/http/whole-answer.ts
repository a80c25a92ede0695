import { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** What was asked, in the words that go over the wire. */
export interface WireRequest {
  /** Scheme, host and port. */
  readonly origin: string;
  /** With query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
}

/** A whole answer. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Asks and answers what came back once all of it is there. Answers between services are short, so they are gathered
 * as they arrive: undici's own `request` would make a stream, a parsed URL and an abort signal for each call.
 * @throws what the connection failed with; an error named `TimeoutError` when it took too long
 */
export function wholeAnswer(dispatcher: Dispatcher, asked: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let lateness: Error | undefined;
    const chunks: Buffer[] = [];
    const deadline = setTimeout(() => {
      lateness = new DOMException('The answer took too long', 'TimeoutError');
      controller?.abort(lateness);
      reject(lateness);
    }, asked.timeoutMs);
    const { origin, path, method, body = null } = asked;
    const request = { origin, path, method, body, headers: asked.headers } as Dispatcher.DispatchOptions;
    dispatcher.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        // It waited for a connection until nobody waited for it.
        if (lateness !== undefined) started.abort(lateness);
      },
      onResponseStart(_controller, statusCode, received) {
        status = statusCode;
        headers = received;
      },
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd() {
        clearTimeout(deadline);
        resolve({ status, headers, text: textOf(chunks) });
      },
      onResponseError(_controller, error) {
        clearTimeout(deadline);
        reject(error);
      },
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return (chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)).toString();
}
