import { formatDuration } from '../core/duration.ts';
import { formatRate } from '../core/rate.ts';
import type { LoadPlan, LoadStage, MixMode, Overload, UserStage } from '../plan/run-plan.ts';

const OVERLOAD: Readonly<Record<Overload, string>> = {
  queue: 'further ones wait and count from when they were due',
  drop: 'further ones are dropped',
  abort: 'a further one ends the load',
};

const DRAWS: Readonly<Record<MixMode, string>> = {
  independent: '',
  weighted: 'one of ',
  exact: 'in exact turns one of ',
};

/** Answers how a load moves: `30/m for 1m, then 30/m → 0/m for 10s`, or the same with virtual users. */
export function courseSentence({ stages, userStages, warmUpMs }: LoadPlan): string {
  const pieces = userStages === undefined ? stages.map(rateText) : userStages.map(usersText);
  const [first, ...others] = pieces;
  return warmUpMs === undefined ? pieces.join(', then ') : [`warm-up ${first}`, ...others].join(', then ');
}

/**
 * Answers what an iteration plays: `menu 80%, order 60% of menu`, or `one of menu 57%, purchase 43%`.
 * @param formatShare how the reader writes a share 0..1
 */
export function drawsSentence(
  { mix, mixMode = 'independent' }: LoadPlan,
  formatShare: (ratio: number) => string,
): string {
  const sum = mix.reduce((total, { probability }) => total + probability, 0);
  const whole = mixMode === 'independent' ? 1 : sum;
  const shares = mix.map(({ journey, probability, within }) => {
    const ofWhich = within !== undefined && mixMode === 'independent' ? ` of ${within}` : '';
    return `${journey} ${formatShare(probability / whole)}${ofWhich}`;
  });
  return `${DRAWS[mixMode]}${shares.join(', ')}`;
}

/** Answers when the iterations of an open load start, where that is not evenly spaced. */
export function arrivalsSentence({ arrivals }: LoadPlan): string {
  return arrivals === 'poisson' ? ' at random moments (Poisson)' : '';
}

/** Answers what bounds a load: how many iterations may be in flight, or that its users decide. */
export function limitSentence({ maxInFlight, overload = 'queue', userStages }: LoadPlan): string {
  if (userStages !== undefined) return 'each user starts one when the one before has ended';
  return `at most ${maxInFlight} at once, ${OVERLOAD[overload]}`;
}

function rateText({ durationMs, fromRatePerSecond: from, toRatePerSecond: to }: LoadStage): string {
  return `${movement(rate(from), rate(to))} for ${formatDuration(durationMs)}`;
}

function usersText({ durationMs, fromUsers, toUsers }: UserStage): string {
  const [from, to] = [Math.round(fromUsers), Math.round(toUsers)];
  const unit = from === 1 && to === 1 ? 'virtual user' : 'virtual users';
  return `${movement(String(from), String(to))} ${unit} for ${formatDuration(durationMs)}`;
}

function movement(from: string, to: string): string {
  return from === to ? from : `${from} → ${to}`;
}

function rate(ratePerSecond: number): string {
  return ratePerSecond > 0 ? formatRate(ratePerSecond) : '0/m';
}
