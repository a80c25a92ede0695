import { expect, it } from 'vitest';
import { parseSlos } from '../../plan/parse-slo.ts';
import type { Slo } from '../../plan/run-plan.ts';
import { isHeld, isLost, samplesToTell } from './slo-outcome.ts';

/** The one SLO of a text. */
function parseSlo(text: string): Slo {
  const [slo] = parseSlos([text]);
  if (slo === undefined) throw new Error('no SLO');
  return slo;
}

it.each([
  ['p99<500ms', { samples: 1000, misses: 10 }, true],
  ['p99<500ms', { samples: 1000, misses: 11 }, false],
  ['p99<500ms', { samples: 20, misses: 0 }, true],
  ['p99<500ms', { samples: 20, misses: 1 }, false],
  ['max<500ms', { samples: 1000, misses: 1 }, false],
  ['errors<1%', { samples: 1000, misses: 9 }, true],
  ['errors<1%', { samples: 1000, misses: 10 }, false],
  ['failed<1%', { samples: 1000, misses: 9 }, true],
  ['"it is cheap".failed<1%', { samples: 1000, misses: 10 }, false],
  ['p50<1s', { samples: 0, misses: 0 }, false],
] as const)('%s of %o: held %s', (slo, count, held) => {
  expect(isHeld(parseSlo(slo), count)).toBe(held);
});

it('knows early that a window is lost, and not too early', () => {
  const slo = parseSlo('p99[20s]<500ms');
  expect(isLost(slo, { samples: 100, misses: 40 }, 0.1)).toBe(true);
  // 1000 are to come: ten misses among them are none too many.
  expect(isLost(slo, { samples: 100, misses: 10 }, 0.1)).toBe(false);
  expect(isLost(slo, { samples: 100, misses: 11 }, 0.1)).toBe(true);
  expect(isLost(slo, { samples: 9, misses: 9 }, 0.1)).toBe(false);
});

it.each([
  ['p99<500ms', 100],
  ['p95[10s]<500ms', 20],
  ['p50<500ms', 2],
  ['max<500ms', 1],
  ['errors<0.5%', 200],
  ['errors<=0%', 1],
  ['p99[20s,min=30]<500ms', 30],
])('%s is told by %i samples', (slo, samples) => {
  expect(samplesToTell(parseSlo(slo))).toBe(samples);
});
