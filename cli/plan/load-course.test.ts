import { describe, expect, it, test } from 'vitest';
import { LOAD_SHAPES, shapeStages } from './load-shapes.ts';
import { parseMix } from './parse-mix.ts';
import { chainStages, parseStage } from './parse-stage.ts';

const areaOf = (stages: ReturnType<typeof shapeStages>) =>
  stages.reduce(
    (sum, { durationMs, fromRatePerSecond, toRatePerSecond }) =>
      sum + ((fromRatePerSecond + toRatePerSecond) / 2) * (durationMs / 1000),
    0,
  );

describe('a shape', () => {
  it.each(LOAD_SHAPES)('%s takes its time, and never exceeds its rate', (shape) => {
    const stages = shapeStages(shape, 10, 60_000);
    expect(stages.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(60_000);
    const rates = stages.flatMap((stage) => [stage.fromRatePerSecond, stage.toRatePerSecond]);
    expect(Math.max(...rates)).toBeCloseTo(10, 1);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['steady', 600],
    ['ramp', 300],
    ['spike', 0.8 * 120 + 0.2 * 600],
    ['wave', 360],
    ['soak', 540],
  ] as const)('%s starts as many iterations as its course says: %i', (shape, iterations) => {
    expect(areaOf(shapeStages(shape, 10, 60_000)) / iterations).toBeCloseTo(1, 2);
  });

  it('spike jumps, and does not lean', () => {
    expect(shapeStages('spike', 10, 10_000)).toEqual([
      { durationMs: 4000, fromRatePerSecond: 2, toRatePerSecond: 2 },
      { durationMs: expect.closeTo(2000), fromRatePerSecond: 10, toRatePerSecond: 10 },
      { durationMs: 4000, fromRatePerSecond: 2, toRatePerSecond: 2 },
    ]);
  });
});

describe('stages', () => {
  it('begin where the one before ended, the first at nothing', () => {
    expect(chainStages(['1m:30', '30s:5/s', '10s:0'].map(parseStage))).toEqual([
      { durationMs: 60_000, fromRatePerSecond: 0, toRatePerSecond: 0.5 },
      { durationMs: 30_000, fromRatePerSecond: 0.5, toRatePerSecond: 5 },
      { durationMs: 10_000, fromRatePerSecond: 5, toRatePerSecond: 0 },
    ]);
  });

  it.each([
    ['1m', /is not a duration and a rate/],
    ['30:1m', /"30" is not a duration|"1m" is not a rate/],
    ['1m:-5', /"-5" is not a rate/],
    ['1m:30:2', /is not a duration and a rate/],
  ])('refuse %s', (text, complaint) => {
    expect(() => parseStage(text)).toThrow(complaint);
  });
});

describe('a mix', () => {
  test('is read in its order', () => {
    expect(parseMix('menu=0.8, history=30%')).toEqual([
      { journey: 'menu', probability: 0.8 },
      { journey: 'history', probability: 0.3 },
    ]);
  });

  test.each([
    ['menu', /"menu" is not a journey and its share/],
    ['menu=80', /80 is not between 0 and 1/],
    ['menu=0', /0 is not between 0 and 1/],
    ['menu=0.5,menu=0.5', /"menu" stands there twice/],
    ['', /"" is not a journey/],
  ])('refuses %j', (text, complaint) => {
    expect(() => parseMix(text)).toThrow(complaint);
  });
});
