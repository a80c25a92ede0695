import { expect, test } from 'vitest';
import type { AlertEpisode } from '../verdict.ts';
import { judgeEpisodes } from './judge-episodes.ts';

/** A fault from the 100th second to the 160th; the record ends at the 200th. */
const TIMES = { fromMs: 100_000, undoneAtMs: 160_000, endMs: 200_000 };

function episode(pending: number, firing?: number, ended?: number): AlertEpisode {
  return {
    labels: {},
    pendingAtMs: pending * 1000,
    ...(firing === undefined ? {} : { firingAtMs: firing * 1000 }),
    ...(ended === undefined ? {} : { endedAtMs: ended * 1000 }),
  };
}

const SEEN = [episode(104, 134, 170)];

test.each([
  ['detected in time', SEEN, { pendingWithinMs: 5000 }, 'pass', ''],
  ['detected late', SEEN, { pendingWithinMs: 3000 }, 'fail', 'pending sooner'],
  ['firing in time', SEEN, { firesWithinMs: 34_000 }, 'pass', ''],
  ['firing late', SEEN, { firesWithinMs: 33_000 }, 'fail', 'firing sooner'],
  ['over in time', SEEN, { resolvesWithinMs: 10_000 }, 'pass', ''],
  ['over late', SEEN, { resolvesWithinMs: 9000 }, 'fail', 'over sooner'],
  ['one of several not met', SEEN, { pendingWithinMs: 5000, firesWithinMs: 5000 }, 'fail', 'firing sooner'],
  ['over before the undo', [episode(104, 134, 150)], { resolvesWithinMs: 0 }, 'pass', ''],
  [
    'of several series, the last to be over',
    [...SEEN, episode(105, 135, 199)],
    { resolvesWithinMs: 30_000 },
    'fail',
    'over',
  ],
  [
    'still active though time enough was there',
    [episode(104, 134)],
    { resolvesWithinMs: 40_000 },
    'fail',
    'over sooner',
  ],
  [
    'still active when the record ends too soon',
    [episode(104, 134)],
    { resolvesWithinMs: 41_000 },
    'inconclusive',
    'It had 40s',
  ],
  [
    'never firing in a fault that was long enough',
    [episode(104)],
    { firesWithinMs: 60_000 },
    'fail',
    'firing sooner',
  ],
  [
    'never firing in a fault that was too short',
    [episode(104)],
    { firesWithinMs: 61_000 },
    'inconclusive',
    'play for longer',
  ],
  ['never active', [], { pendingWithinMs: 5000 }, 'fail', 'pending sooner'],
  ['never active, and only asked to be over', [], { resolvesWithinMs: 5000 }, 'fail', 'What never began'],
  ['active before the fault', [episode(99, 120, 170)], { firesWithinMs: 60_000 }, 'fail', 'something else'],
  [
    'over before the fault, and then in time',
    [episode(50, 60, 70), ...SEEN],
    { firesWithinMs: 34_000 },
    'pass',
    '',
  ],
] as const)('an alert %s', (_, episodes, demands, outcome, hint) => {
  const found = judgeEpisodes(episodes, demands, TIMES);
  expect(found.outcome).toBe(outcome);
  expect(found.hint ?? '').toContain(hint);
});

test('what was seen is told by the clock of the fault', () => {
  const { observed } = judgeEpisodes(SEEN, { pendingWithinMs: 5000 }, TIMES);
  expect(observed).toBe('pending after 4s, firing after 34s, over 10s after the undo');
});
