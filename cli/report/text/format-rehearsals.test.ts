import { expect, it } from 'vitest';
import { formatRehearsals } from './format-rehearsals.ts';

const rehearsal = {
  ...{ load: 'users', iterations: 1000, requestMs: 250 },
  ...{ journeysPerIteration: 1.774, requestsPerIteration: 4.2, iterationMs: 3681.4 },
  peak: {
    ...{ iterationsPerSecond: 5, requestsPerSecond: 21, iterationsInFlight: 18.4 },
    ...{ requestsInFlight: 5.25, memoryMb: 140.6 },
  },
  endpoints: [{ name: 'GET /api/menu', perIteration: 0.918, peakPerSecond: 120.4 }],
  stuck: ['lost: nothing to pick'],
};

it('says requests by endpoint, what is in flight, what it needs, and what is not known', () => {
  const text = formatRehearsals([rehearsal]);
  expect(text).toContain(
    'EXPECTED of users, from 1,000 iterations rehearsed in memory, 250ms a request assumed',
  );
  expect(text).toMatch(/GET \/api\/menu +0\.92 +120\n/);
  expect(text).toMatch(/all +4\.20 +21\.0\n/);
  expect(text).toContain(
    'plays 1.77 journeys in 3.68s, thinking included; at the highest 5.00 start a second',
  );
  expect(text).toContain('about 18.4 iterations and 5.25 requests are in flight');
  // 5.25 + 3 √5.25 = 12.1
  expect(text).toContain('up to 13 sockets and about 141 MB');
  expect(text).toContain('not rehearsed to its end, lost: nothing to pick');
});
