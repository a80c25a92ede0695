import { createServer } from 'node:http';
import { systemClock } from '../cli/core/clock.ts';

// A target in a process of its own: half a kilobyte of JSON to every request, and a note of when each came in.
// Says its port when it listens, and that the first request has come; answers any message with the notes, in epoch
// milliseconds.

const body = JSON.stringify({
  items: Array.from({ length: 8 }, (_, id) => ({ id, name: `item ${id}`, price: 5.99 })),
});
const arrivedAtMs: number[] = [];
const server = createServer((request, response) => {
  arrivedAtMs.push(systemClock.now());
  if (arrivedAtMs.length === 1) process.send?.('first');
  request.resume();
  response.setHeader('content-type', 'application/json').end(body);
});

process.on('message', () => process.send?.(arrivedAtMs));
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
