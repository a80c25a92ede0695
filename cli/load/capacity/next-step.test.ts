import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextStep, type SearchStep, type Tried } from './next-step.ts';

const OPTIONS = { startPerSecond: 10, precision: 0.05, repeats: 3 };

/** Searches a target that holds some rates, and answers every step. */
function search(
  holds: (ratePerSecond: number, tries: number) => boolean,
  options = OPTIONS,
  rest = () => {},
) {
  const tried: Tried[] = [];
  const steps: SearchStep[] = [];
  for (;;) {
    const step = nextStep(tried, options);
    steps.push(step);
    if (step.kind === 'found' || step.kind === 'never-held') return { steps, last: step };
    if (steps.length > 200) throw new Error('it does not end');
    const { ratePerSecond } = step;
    if (step.kind === 'recover') {
      rest();
      tried.push({ ratePerSecond, outcome: 'recovered' });
    } else tried.push({ ratePerSecond, outcome: holds(ratePerSecond, tried.length) ? 'held' : 'broken' });
  }
}

it('climbs by doubling, rests after a break, bisects, and has the next rate break again, the rate hold three times more', () => {
  const { steps } = search((rate) => rate <= 100);
  expect(
    steps.map((step) => ('ratePerSecond' in step ? `${step.kind} ${step.ratePerSecond}` : step.kind)),
  ).toEqual([
    ...['climb 10', 'climb 20', 'climb 40', 'climb 80', 'climb 160', 'recover 40'],
    ...['bisect 120', 'recover 40', 'bisect 100', 'bisect 110', 'recover 50', 'bisect 105', 'recover 50'],
    ...['confirm 105', 'recover 50', 'confirm 100', 'confirm 100', 'confirm 100', 'found'],
  ]);
  expect(steps.at(-1)).toEqual({ kind: 'found', heldPerSecond: 100, brokenPerSecond: 105 });
});

it('finds any capacity to the precision, from any start', () => {
  const rate = fc.double({ min: 0.5, max: 5000, noNaN: true });
  fc.assert(
    fc.property(rate, rate, (capacity, startPerSecond) => {
      if (capacity < startPerSecond / 60) return;
      const { steps, last } = search((tried) => tried <= capacity, { ...OPTIONS, startPerSecond });
      if (last.kind !== 'found') throw new Error('not found');
      expect(last.heldPerSecond).toBeLessThanOrEqual(capacity);
      expect(last.brokenPerSecond).toBeGreaterThan(capacity);
      expect(last.brokenPerSecond / last.heldPerSecond).toBeLessThanOrEqual(1.0501);
      expect(steps.length).toBeLessThan(60);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it('goes down from a first rate that is too high', () => {
  const { steps } = search((rate) => rate <= 3);
  expect(steps.slice(0, 5)).toMatchObject([
    { kind: 'climb', ratePerSecond: 10 },
    { kind: 'recover', ratePerSecond: 5 },
    { kind: 'climb', ratePerSecond: 5 },
    { kind: 'recover', ratePerSecond: 2.5 },
    { kind: 'climb', ratePerSecond: 2.5 },
  ]);
});

it('gives up where not even a small part of the first rate holds', () => {
  expect(search(() => false).last).toEqual({ kind: 'never-held', brokenPerSecond: 10 / 64 });
});

it('climbs on where what broke holds the second time, as that of a target that was cold', () => {
  const { steps, last } = search((rate, tries) => rate <= (tries === 0 ? 5 : 100));
  expect(steps).toContainEqual({ kind: 'confirm', ratePerSecond: 10 });
  expect(last.kind === 'found' && last.heldPerSecond).toBeLessThanOrEqual(100);
  expect(last.kind === 'found' && last.brokenPerSecond).toBeGreaterThan(100);
});

it('finds what a target sustains whose queue grows slowly, though each rate holds for a while', () => {
  let queued = 0;
  const { last } = search(
    (rate) => {
      queued = Math.max(0, queued + (rate - 100) * 3);
      return queued < 50;
    },
    OPTIONS,
    () => {
      queued = 0;
    },
  );
  expect(last.kind === 'found' && last.heldPerSecond).toBeGreaterThan(95);
  expect(last.kind === 'found' && last.heldPerSecond).toBeLessThan(106);
});

it('believes a confirmation that breaks, and looks lower', () => {
  let isTired = false;
  const { last } = search((rate, tries) => {
    isTired ||= tries > 14;
    return rate <= (isTired ? 90 : 100);
  });
  expect(last.kind === 'found' && last.heldPerSecond).toBeLessThanOrEqual(90);
  expect(last.kind === 'found' && last.heldPerSecond).toBeGreaterThan(80);
});
