import { Agent, request } from 'node:http';

/** A short question to a part of the shop. */
export interface HttpQuestion {
  readonly url: string;
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs: number;
}

/** What came back. */
export interface HttpReply {
  readonly status: number;
  readonly text: string;
}

/** Connections are kept: leases are renewed twice a second. Idle ones hold no process up. */
const AGENT = new Agent({ keepAlive: true });

/**
 * Asks once. Node's own client on purpose: the supervisor stays small.
 * @throws Error when there is no whole answer in time
 */
export function askHttp({ url, method = 'GET', token, body, timeoutMs }: HttpQuestion): Promise<HttpReply> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(payload !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    }),
  };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request(url, { method, headers, agent: AGENT, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    asked.on('error', (error) => {
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error);
    });
    asked.end(payload);
  });
}
