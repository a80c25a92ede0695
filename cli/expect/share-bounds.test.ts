import { describe, expect, it } from 'vitest';
import { boundsText, judgeShare } from './share-bounds.ts';

describe('a share held against its bounds', () => {
  it.each([
    { hits: 0, trials: 189, bounds: { lte: 0.02 }, outcome: 'pass' },
    { hits: 0, trials: 188, bounds: { lte: 0.02 }, outcome: 'inconclusive' },
    { hits: 30, trials: 300, bounds: { lte: 0.02 }, outcome: 'fail' },
    { hits: 8, trials: 300, bounds: { lte: 0.02 }, outcome: 'inconclusive' },
    { hits: 60, trials: 300, bounds: { gte: 0.05 }, outcome: 'pass' },
    { hits: 0, trials: 300, bounds: { gte: 0.05 }, outcome: 'fail' },
    { hits: 150, trials: 300, bounds: { gte: 0.4, lte: 0.6 }, outcome: 'pass' },
    { hits: 0, trials: 0, bounds: { lte: 0.02 }, outcome: 'inconclusive' },
  ])('$hits of $trials against $bounds: $outcome', ({ hits, trials, bounds, outcome }) => {
    expect(judgeShare({ hits, trials }, bounds, 0.95).outcome).toBe(outcome);
  });

  it.each([
    { share: 0, lte: 0.02, needed: 189 },
    { share: 0.01, lte: 0.02, needed: 753 },
    { share: 0.03, lte: 0.05, needed: 457 },
  ])('says that $share needs $needed samples to be at most $lte', ({ share, lte, needed }) => {
    expect(judgeShare({ hits: share * 100, trials: 100 }, { lte }, 0.95).samplesNeeded).toBe(needed);
  });

  it('names no number when the share lies on the bound', () => {
    const judged = judgeShare({ hits: 2, trials: 100 }, { lte: 0.02 }, 0.95);
    expect(judged.outcome).toBe('inconclusive');
    expect(judged.samplesNeeded).toBeUndefined();
  });

  it('says its bounds in words', () => {
    expect(boundsText({ gte: 0.05 })).toBe('at least 5%');
    expect(boundsText({ gte: 0.1, lte: 0.2 })).toBe('at least 10% and at most 20%');
  });
});
