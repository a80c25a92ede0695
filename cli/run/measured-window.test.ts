import { expect, it } from 'vitest';
import { exampleRecord } from '../report/example-record.ts';
import { measuredWindow } from './measured-window.ts';

const { plan, timeline } = exampleRecord;
/** The example's plan, with warm-ups of its loads in turn. */
const windowWith = (...warmUpsMs: readonly number[]) =>
  measuredWindow({
    timeline,
    plan: {
      ...plan,
      loads: plan.loads.map((load, place) => ({ ...load, warmUpMs: warmUpsMs[place] ?? 0 })),
    },
  });

it('begins where the first load counts', () => {
  expect(windowWith(5000, 3000, 4000)).toEqual({
    window: { fromMs: timeline.startedAtMs + 3000, toMs: timeline.endedAtMs },
  });
});

it('is all of a run in which a load counts from the start', () => {
  expect(windowWith(5000, 0, 4000)).toEqual({});
  expect(measuredWindow(exampleRecord)).toEqual({});
});
