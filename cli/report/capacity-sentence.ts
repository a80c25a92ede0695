import { formatCount } from '../core/format-count.ts';
import { formatRate } from '../core/rate.ts';
import type { RunRecord } from '../run/run-record.ts';

type Capacity = NonNullable<RunRecord['capacity']>;

/** Answers what a search for the capacity found: `sustains 142 ± 4 iterations/s, limited by orders…`. */
export function capacitySentence(capacity: Capacity): string {
  const { outcome, sustainedPerSecond, plusMinusPerSecond, limit } = capacity;
  const because = limit === undefined ? '' : `, limited by ${limit.text}`;
  if (outcome !== 'found' || sustainedPerSecond === undefined || plusMinusPerSecond === undefined)
    return `no capacity found (${outcome.replaceAll('-', ' ')})${because}`;
  return `sustains ${figure(sustainedPerSecond)} ± ${figure(plusMinusPerSecond)} iterations/s${because}`;
}

/** Answers what the finding rests on. */
export function capacityProof({ heldPerSecond, brokenPerSecond, repeats, steps }: Capacity): string {
  return [
    ...(heldPerSecond === undefined ? [] : [`${formatRate(heldPerSecond)} held${again(repeats)}`]),
    ...(brokenPerSecond === undefined ? [] : [`${formatRate(brokenPerSecond)} did not hold`]),
    `${formatCount(steps.length)} steps`,
  ].join(', ');
}

function again(repeats: number): string {
  if (repeats === 0) return '';
  return repeats === 1 ? ' and once again' : ` and ${repeats} times again`;
}

function figure(perSecond: number): string {
  return String(Number(perSecond.toPrecision(3)));
}
