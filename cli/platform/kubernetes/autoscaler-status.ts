import type { AutoscalerStatus } from '../platform.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { parseQuantity } from './quantity.ts';

interface Measure {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
}

interface Metric {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target?: Measure; readonly current?: Measure };
  readonly pods?: {
    readonly metric: { readonly name: string };
    readonly target?: Measure;
    readonly current?: Measure;
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface Spec {
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly Metric[];
  readonly behavior?: { readonly scaleUp?: { readonly selectPolicy?: string } };
}

interface Status {
  readonly currentReplicas?: number;
  readonly desiredReplicas?: number;
  readonly currentMetrics?: readonly (Metric | null)[] | null;
  readonly conditions?: readonly Condition[];
}

/** Answers how an autoscaler stands: its pods, what it measures, and what is wrong when it cannot do its work. */
export function autoscalerStatusOf(autoscaler: ClusterObject): AutoscalerStatus {
  const spec = autoscaler['spec'] as Spec; // the API's own shapes, here and below
  const status = (autoscaler['status'] ?? {}) as Status;
  const trouble = troubleOf(spec, status);
  return {
    name: autoscaler.metadata.name,
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas,
    replicas: status.currentReplicas ?? 0,
    metrics: (spec.metrics ?? []).map((metric) => measured(metric, status.currentMetrics ?? [])),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** In this order: one that does not look knows nothing of its limits. */
function troubleOf(spec: Spec, { conditions = [], desiredReplicas }: Status): string | undefined {
  if (isPaused(spec)) return 'is paused for a rollout';
  const isIt = (type: string, status: string) =>
    conditions.find((condition) => condition.type === type && condition.status === status);
  const blind = isIt('ScalingActive', 'False') ?? isIt('AbleToScale', 'False');
  if (blind?.reason === 'ScalingDisabled') return 'does nothing: its service is scaled to 0';
  if (blind !== undefined) return `cannot scale: ${blind.message ?? blind.reason}`;
  const limited = isIt('ScalingLimited', 'True');
  if (limited?.reason === 'TooManyReplicas') return `is at its maximum of ${desiredReplicas} and wants more`;
  return undefined;
}

function isPaused({ behavior }: Spec): boolean {
  return behavior?.scaleUp?.selectPolicy === 'Disabled';
}

/** `cpu 35 % of 70 %`; a question mark while nothing is measured. */
function measured(metric: Metric, current: readonly (Metric | null)[]): string {
  const name = metric.resource?.name ?? metric.pods?.metric.name ?? metric.type;
  const now = current.find((each) => (each?.resource?.name ?? each?.pods?.metric.name) === name);
  const target = metric.resource?.target ?? metric.pods?.target;
  const value = now?.resource?.current ?? now?.pods?.current;
  return `${name} ${amountOf(value, target) ?? '?'} of ${amountOf(target, target) ?? '?'}`;
}

function amountOf(measure: Measure | undefined, target: Measure | undefined): string | undefined {
  if (target?.averageUtilization !== undefined) {
    return measure?.averageUtilization === undefined ? undefined : `${measure.averageUtilization} %`;
  }
  if (measure?.averageValue === undefined) return undefined;
  return String(Math.round(parseQuantity(measure.averageValue) * 10) / 10);
}
