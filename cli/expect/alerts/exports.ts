import type { MetricSender } from '../../telemetry/queries.ts';
import { NAME, type Sample, type Series } from '../promql/series.ts';

/** The label `job` that a Prometheus puts on everything it scrapes of the shop (manifests/prometheus.yaml). */
export const JOB = 'shop';

/** When one process sent its metrics: the record's scrapes of one target. */
export interface Exports {
  readonly service: string;
  /** `service.instance.id`. */
  readonly instance: string;
  /** Instants at which something arrived, ascending; epoch milliseconds. */
  readonly exportedMs: readonly number[];
  /** Usual time from one to the next; absent where there was only one. */
  readonly everyMs?: number;
  /** When a later process of the same instance sent for the first time: from there on this one is not looked at. */
  readonly replacedAtMs: number;
  /** End of the record. */
  readonly untilMs: number;
  /** Attributes of the process, as text: by them its series are known. */
  readonly resourceKey: string;
}

/** An export that is this many intervals late does not come: one may be lost, or late, on a busy machine. */
const PATIENCE = 2.5;

/** Answers the processes that sent metrics, in the order in which they began. */
export function exportsOf(senders: readonly MetricSender[], untilMs: number): readonly Exports[] {
  const targets = senders.map((sender) => exportsOfSender(sender, untilMs));
  const byStart = targets.toSorted((one, other) => startOf(one) - startOf(other));
  return byStart.map((target, place) => {
    const next = byStart.slice(place + 1).find((later) => isSameInstance(later, target));
    return next === undefined ? target : { ...target, replacedAtMs: startOf(next) };
  });
}

function exportsOfSender({ service, resource, sentAtMs }: MetricSender, untilMs: number): Exports {
  const gaps = sentAtMs.slice(1).map((atMs, place) => atMs - (sentAtMs[place] ?? atMs));
  const everyMs = gaps.sort((one, other) => one - other)[gaps.length >> 1];
  return {
    service,
    instance: String(resource['service.instance.id'] ?? service),
    resourceKey: JSON.stringify(resource),
    exportedMs: sentAtMs,
    ...(everyMs === undefined ? {} : { everyMs }),
    replacedAtMs: Infinity,
    untilMs,
  };
}

function startOf({ exportedMs }: Exports): number {
  return exportedMs[0] ?? Infinity;
}

function isSameInstance(one: Exports, other: Exports): boolean {
  return one.service === other.service && one.instance === other.instance;
}

/** Answers when exports were due that did not come: what a scrape that fails would have been. */
export function missedAfterMs({
  exportedMs,
  everyMs,
  replacedAtMs,
  untilMs,
}: Pick<Exports, 'exportedMs' | 'everyMs' | 'replacedAtMs' | 'untilMs'>): readonly number[] {
  if (everyMs === undefined) return [];
  return exportedMs.flatMap((atMs, place) => {
    const nextMs = Math.min(exportedMs[place + 1] ?? Infinity, replacedAtMs, untilMs);
    const firstMs = atMs + everyMs * PATIENCE;
    const count = Math.max(0, Math.ceil((nextMs - firstMs) / everyMs));
    return Array.from({ length: count }, (_, step) => firstMs + step * everyMs);
  });
}

/** Answers `up`: 1 whenever a process sent its metrics, 0 whenever it should have and did not. */
export function upSeries(targets: readonly Exports[]): readonly Series[] {
  const instances = Map.groupBy(targets, ({ service, instance }) => JSON.stringify([service, instance]));
  return [...instances.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { service, instance } = first;
    const samples = own.flatMap(samplesOfUp).sort((one, other) => one.atMs - other.atMs);
    return [{ labels: { [NAME]: 'up', job: JOB, instance, service }, samples }];
  });
}

function samplesOfUp(target: Exports): readonly Sample[] {
  const up = target.exportedMs.map((atMs) => ({ atMs, value: 1 }));
  const down = missedAfterMs(target).map((atMs) => ({ atMs, value: 0 }));
  return [...up, ...down].filter(({ atMs }) => atMs < target.replacedAtMs);
}
