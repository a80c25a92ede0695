import { describe, expect, it } from 'vitest';
import { exampleVerdict } from './example/example-verdict.ts';
import { countOutcomes, failuresFirst, runOutcome } from './outcome.ts';

describe('outcome', () => {
  it('puts failures first, then what could not be judged, and notes last', () => {
    const outcomes = failuresFirst(exampleVerdict.results).map(({ outcome, severity }) =>
      severity === 'information' ? 'note' : outcome,
    );
    expect([...new Set(outcomes)]).toEqual(['fail', 'inconclusive', 'pass', 'note']);
  });

  it('leaves notes out of the count', () => {
    expect(countOutcomes(exampleVerdict.results)).toBe('1 fail, 1 inconclusive, 7 pass');
    expect(countOutcomes([])).toBe('nothing was judged');
  });

  it.each([
    [0, 'pass'],
    [10, 'fail'],
    [12, 'fail'],
    [13, 'inconclusive'],
    [130, 'inconclusive'],
  ] as const)('calls exit code %s %s', (exitCode, outcome) => expect(runOutcome({ exitCode })).toBe(outcome));
});
