import { describe, expect, it, test } from 'vitest';
import { courseOf, type WrittenCourse } from './load-course.ts';
import { LOAD_SHAPES, shapePieces } from './load-shapes.ts';
import { parseMix } from './parse-mix.ts';
import { warmedUp } from './warm-up.ts';

const areaOf = (pieces: ReturnType<typeof shapePieces>) =>
  pieces.reduce((sum, { durationMs, from, to }) => sum + ((from + to) / 2) * (durationMs / 1000), 0);

/** What the flags say; those that are given count as typed. */
function written(flags: {
  rate?: number;
  vus?: number;
  duration?: number;
  stage?: string[];
  poisson?: boolean;
  overload?: string;
  'max-in-flight'?: number;
}): WrittenCourse {
  return {
    ratePerSecond: flags.rate ?? 0.5,
    users: flags.vus,
    durationMs: flags.duration ?? 120_000,
    shape: 'steady',
    isPoisson: flags.poisson ?? false,
    stages: flags.stage ?? [],
    typed: new Set(Object.keys(flags)),
  };
}

describe('a shape', () => {
  it.each(LOAD_SHAPES)('%s takes its time, and never exceeds its rate', (shape) => {
    const pieces = shapePieces(shape, 10, 60_000);
    expect(pieces.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(60_000);
    const values = pieces.flatMap(({ from, to }) => [from, to]);
    expect(Math.max(...values)).toBeCloseTo(10, 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['steady', 600],
    ['ramp', 300],
    ['spike', 0.8 * 120 + 0.2 * 600],
    ['wave', 360],
    ['soak', 540],
  ] as const)('%s starts as many iterations as its course says: %i', (shape, iterations) => {
    expect(areaOf(shapePieces(shape, 10, 60_000)) / iterations).toBeCloseTo(1, 2);
  });

  it('spike jumps, and does not lean', () => {
    expect(shapePieces('spike', 10, 10_000)).toEqual([
      { durationMs: 4000, from: 2, to: 2 },
      { durationMs: expect.closeTo(2000), from: 10, to: 10 },
      { durationMs: 4000, from: 2, to: 2 },
    ]);
  });
});

describe('stages', () => {
  it('begin where the one before ended, the first at nothing', () => {
    expect(courseOf(written({ stage: ['1m:30', '30s:5/s', '10s:0'] }))).toEqual({
      stages: [
        { durationMs: 60_000, fromRatePerSecond: 0, toRatePerSecond: 0.5 },
        { durationMs: 30_000, fromRatePerSecond: 0.5, toRatePerSecond: 5 },
        { durationMs: 10_000, fromRatePerSecond: 5, toRatePerSecond: 0 },
      ],
    });
  });

  it('of virtual users begin at how many there are', () => {
    expect(courseOf(written({ vus: 5, stage: ['1m:30', '10s:0'] }))).toEqual({
      stages: [],
      userStages: [
        { durationMs: 60_000, fromUsers: 5, toUsers: 30 },
        { durationMs: 10_000, fromUsers: 30, toUsers: 0 },
      ],
    });
  });

  it.each([
    ['1m', /is not a duration and a rate/],
    ['30:1m', /"30" is not a duration|"1m" is not a rate/],
    ['1m:-5', /"-5" is not a rate/],
    ['1m:30:2', /is not a duration and a rate/],
  ])('refuse %s', (stage, complaint) => {
    expect(() => courseOf(written({ stage: [stage] }))).toThrow(complaint);
  });

  it('of virtual users refuse a rate', () => {
    expect(() => courseOf(written({ vus: 5, stage: ['1m:5/s'] }))).toThrow(/"5\/s" is not a number of users/);
  });
});

describe('a course', () => {
  it('of virtual users needs no rate, and takes the duration', () => {
    expect(courseOf(written({ vus: 3, duration: 1000 }))).toEqual({
      stages: [],
      userStages: [{ durationMs: 1000, fromUsers: 3, toUsers: 3 }],
    });
  });

  it.each([
    ['users and a rate', { vus: 3, rate: 1 }, /--vus and --rate cannot stand together/],
    ['users, stages and a rate', { vus: 3, rate: 1, stage: ['1m:3'] }, /--vus and --rate/],
    ['stages and a rate', { rate: 1, stage: ['1m:3'] }, /--stage and --rate cannot stand together/],
    ['stages and a duration', { duration: 1000, stage: ['1m:3'] }, /--stage and --duration/],
    ['stages of users and a duration', { vus: 0, duration: 1000, stage: ['1m:3'] }, /--stage and --duration/],
    ['users and random arrivals', { vus: 3, poisson: true }, /--vus and --poisson cannot stand together/],
    ['users and an overload', { vus: 3, overload: 'drop' }, /--vus and --overload/],
    ['users and a limit', { vus: 3, 'max-in-flight': 9 }, /--vus and --max-in-flight/],
    ['no user at all', { vus: 0 }, /--vus 0 plays nothing/],
  ])('refuses %s', (_, flags, complaint) => {
    expect(() => courseOf(written(flags))).toThrow(complaint);
  });

  it('says that arrivals come at random moments, with a warm-up too', () => {
    expect(warmedUp(courseOf(written({ poisson: true })), 1000).arrivals).toBe('poisson');
  });

  it('is not confused by a rate from elsewhere than the command line', () => {
    const course = courseOf({ ...written({ vus: 3 }), ratePerSecond: 7 });
    expect(course.userStages).toHaveLength(1);
  });
});

describe('a warm-up', () => {
  it('is a stage more, at the first rate there is', () => {
    const course = courseOf(written({ stage: ['1m:30', '10s:0'] }));
    expect(warmedUp(course, 5000)).toEqual({
      stages: [{ durationMs: 5000, fromRatePerSecond: 0.5, toRatePerSecond: 0.5 }, ...course.stages],
      warmUpMs: 5000,
    });
  });

  it('has the first virtual users there are', () => {
    const { userStages, stages } = warmedUp(courseOf(written({ vus: 4, stage: ['1m:30'] })), 5000);
    expect(userStages?.[0]).toEqual({ durationMs: 5000, fromUsers: 4, toUsers: 4 });
    expect({ stages, count: userStages?.length }).toEqual({ stages: [], count: 2 });
  });

  it('of no length is none', () => {
    const course = courseOf(written({}));
    expect(warmedUp(course, 0)).toEqual(course);
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
