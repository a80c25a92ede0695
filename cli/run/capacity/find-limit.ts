import { existsSync } from 'node:fs';
import { formatDuration } from '../../core/duration.ts';
import type { Queries, SelfTimes } from '../../telemetry/queries.ts';
import { openTelemetryFile } from '../../telemetry/sources/embedded/open-telemetry-file.ts';
import type { Capacity, CapacityLimit, CapacityStep } from './capacity.ts';

const UNKNOWN: CapacityLimit = { text: 'the target; no telemetry says which service' };

/**
 * Answers what ends a capacity where it does: the service whose own time, per trace, grew most from the lowest rate
 * that held to the lowest that broke. Nothing where no rate broke.
 */
export async function findLimit(capacity: Capacity, telemetryFile: string): Promise<Pick<Capacity, 'limit'>> {
  const { steps, limit, brokenPerSecond } = capacity;
  // Not one that broke first and held later.
  const broken = steps.findLast(
    (step) => step.outcome === 'broken' && step.ratePerSecond === brokenPerSecond,
  );
  if (limit !== undefined || broken === undefined) return {};
  if (!existsSync(telemetryFile)) return { limit: UNKNOWN };
  const queries = openTelemetryFile(telemetryFile);
  try {
    return { limit: await limitIn(queries, { calm: lowestHeld(steps), broken }) };
  } finally {
    queries.close();
  }
}

interface Compared {
  readonly calm: CapacityStep | undefined;
  readonly broken: CapacityStep;
}

/** As {@link findLimit}, for telemetry at hand. */
export async function limitIn(queries: Queries, { calm, broken }: Compared): Promise<CapacityLimit> {
  const before = calm === undefined ? new Map<string, number>() : perTrace(await queries.selfTimes(calm));
  const growth = Array.from(perTrace(await queries.selfTimes(broken)), ([service, afterMs]) => {
    const beforeMs = before.get(service) ?? 0;
    return { service, beforeMs, afterMs, grownMs: afterMs - beforeMs };
  });
  const [most] = growth.toSorted((a, b) => b.grownMs - a.grownMs);
  if (most === undefined || most.grownMs <= 0) return UNKNOWN;
  const { service, beforeMs, afterMs } = most;
  const times =
    calm === undefined
      ? `was ${formatDuration(afterMs)}`
      : `grew from ${formatDuration(beforeMs)} to ${formatDuration(afterMs)}`;
  return { service, text: `${service}, whose own time ${times} per trace` };
}

function perTrace({ traces, services }: SelfTimes): ReadonlyMap<string, number> {
  return new Map(services.map(({ service, selfMs }) => [service, selfMs / traces]));
}

function lowestHeld(steps: readonly CapacityStep[]): CapacityStep | undefined {
  return steps
    .filter(({ outcome }) => outcome === 'held')
    .toSorted((a, b) => a.ratePerSecond - b.ratePerSecond)[0];
}
