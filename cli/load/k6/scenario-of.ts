import type { LoadPlan, LoadStage, UserStage } from '../../plan/run-plan.ts';

/** k6 counts whole iterations per unit: in a million hours every rate is a whole number, to nine digits. */
const TIME_UNIT = '1000000h';
const SECONDS_OF_UNIT = 3.6e9;

/**
 * How k6 is brought to start when the plan wants: it starts an iteration when the area under the rate has *reached*
 * a whole number, the plan when it is about to *leave* one. A millisecond with all but one iteration before the
 * stages makes up for it; the missing ten-thousandth keeps the end of the last stage from starting one too many.
 */
const FIRST_AREA = 0.9999;
/** How long that is, and so how much later than k6's scenario the plan's stages begin. */
export const LEAD_IN_MS = FIRST_AREA;
const LEAD_IN_RATE_PER_SECOND = 1000;

/** As long as the longest iteration may take: k6 ends as soon as all have. */
const GRACEFUL_STOP = '1h';

/** A scenario in the words of k6's options. */
export type K6Scenario = Readonly<Record<string, unknown>>;

/** Answers the scenario by which k6 plays a load: as many virtual users as may be in flight, ready beforehand. */
export function scenarioOf(load: LoadPlan): K6Scenario {
  const { userStages, stages, maxInFlight } = load;
  if (userStages !== undefined) return closedScenario(userStages);
  return {
    executor: 'ramping-arrival-rate',
    timeUnit: TIME_UNIT,
    startRate: perUnit(LEAD_IN_RATE_PER_SECOND),
    stages: [
      { duration: inNanoseconds(LEAD_IN_MS), target: perUnit(LEAD_IN_RATE_PER_SECOND) },
      ...stages.flatMap(rateStages),
    ],
    preAllocatedVUs: maxInFlight,
    maxVUs: maxInFlight,
    gracefulStop: GRACEFUL_STOP,
  };
}

function closedScenario(stages: readonly UserStage[]): K6Scenario {
  return {
    executor: 'ramping-vus',
    startVUs: Math.round(stages[0]?.fromUsers ?? 0),
    stages: stages.flatMap(({ durationMs, fromUsers, toUsers }) => [
      { duration: '0s', target: Math.round(fromUsers) },
      { duration: inNanoseconds(durationMs), target: Math.round(toUsers) },
    ]),
    // Users who are too many end the iteration they are in.
    gracefulRampDown: GRACEFUL_STOP,
    gracefulStop: GRACEFUL_STOP,
  };
}

function rateStages({ durationMs, fromRatePerSecond, toRatePerSecond }: LoadStage): readonly object[] {
  return [
    { duration: '0s', target: perUnit(fromRatePerSecond) },
    { duration: inNanoseconds(durationMs), target: perUnit(toRatePerSecond) },
  ];
}

function perUnit(ratePerSecond: number): number {
  return Math.round(ratePerSecond * SECONDS_OF_UNIT);
}

function inNanoseconds(durationMs: number): string {
  return `${Math.round(durationMs * 1e6)}ns`;
}
