import { expect, it } from 'vitest';
import { EnvironmentError } from '../../core/errors.ts';
import { continuedEvents, continuedTimeline, type EarlierRun, refuseOtherShop } from './earlier-run.ts';

const load = (fromMs: number, toMs: number) => ({ name: 'load' as const, fromMs, toMs });
const earlier: EarlierRun = {
  ...{ id: 'first', shop: { size: 'core', flavour: 'coffee' } },
  timeline: { startedAtMs: 1000, endedAtMs: 5000, phases: [load(1000, 5000)], faultSteps: [] },
  ...{ events: [{ atMs: 2000, kind: 'rate', text: 'rate 1/s → 2/s' }], windows: [], parts: [] },
};

it('puts the time between two runs into the timeline and the events of both', () => {
  const later = { startedAtMs: 65_000, endedAtMs: 70_000, phases: [load(65_000, 70_000)], faultSteps: [] };
  const phases = [load(1000, 5000), { name: 'cut', fromMs: 5000, toMs: 65_000 }, load(65_000, 70_000)];
  expect(continuedTimeline(earlier, later)).toEqual({ ...later, startedAtMs: 1000, phases });
  const stopped = { atMs: 70_000, kind: 'stopped', text: 'stopped by the key q' } as const;
  expect(continuedEvents(earlier, [stopped], 65_000)).toEqual([
    ...earlier.events,
    { atMs: 5000, kind: 'resumed', lengthMs: 60_000, text: expect.stringContaining('resumed 1m later') },
    stopped,
  ]);
});

it('goes on only on a shop like the one before', () => {
  refuseOtherShop(earlier, { size: 'core', flavour: 'coffee' });
  expect(() => refuseOtherShop(earlier, { size: 'full', flavour: 'coffee' })).toThrow(EnvironmentError);
  expect(() => refuseOtherShop(earlier, { size: 'core' })).toThrow(
    'size core, flavour coffee, not size core, flavour none',
  );
});
