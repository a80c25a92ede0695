import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../core/clock.ts';
import { createLoadEngine } from '../create-load-engine.ts';
import { loadOf } from './virtual-shop.ts';

// Plays a short load in a thread of its own, for a test of the modules that this loads: `plain`, against a server of
// its own, which takes the spans too; or `http2`, against nobody.
const [how] = process.argv.slice(2);
const server = createServer((_request, response) => void response.end('[]')).listen(0, '127.0.0.1');
await once(server, 'listening');
const plainUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const engine = await createLoadEngine({
  ...{ seed: 1, runId: 'run-1', otlpUrl: plainUrl },
  ...(how === 'http2'
    ? { targetUrl: 'https://127.0.0.1:9', wire: { http2: true } }
    : { targetUrl: plainUrl }),
});
if (how === 'plain') {
  const stages = [{ durationMs: 300, fromRatePerSecond: 20, toRatePerSecond: 20 }];
  engine.start(loadOf('customers', { stages }), systemClock.now() + 50);
  await engine.finished('users');
  const { loads } = await engine.summary();
  process.stdout.write(`${loads[0]?.total.requests} requests, ${loads[0]?.total.errors} errors`);
}
await engine.close();
server.close();
