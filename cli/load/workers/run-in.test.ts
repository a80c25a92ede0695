import { expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { runIn } from './run-in.ts';
import { requestsToRunIn } from './run-in-requests.ts';

const rising = (toRatePerSecond: number) => ({
  stages: [{ durationMs: 1000, fromRatePerSecond: 0, toRatePerSecond }],
});
const closed = { stages: [], userStages: [{ durationMs: 1000, fromUsers: 50, toUsers: 50 }] };

it.each([
  [[], 0],
  [[closed], 0],
  [[rising(0.5)], 8],
  [[rising(3), closed], 45],
  [[rising(3), rising(30)], 450],
  [[rising(5000)], 3000],
])('a thread that plays %j is run in with %i requests', (loads, requests) => {
  expect(requestsToRunIn(loads)).toBe(requests);
});

it('sends them, and leaves no server and no connection behind', async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
  const before = sockets();
  expect(await runIn(50, systemClock)).toBe(50);
  await expect.poll(sockets).toBe(before);
});
