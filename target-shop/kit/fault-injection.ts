import type { Counter } from '@opentelemetry/api';
import { FAULT_RULE_ATTRIBUTE, FAULT_STEP_ATTRIBUTE } from '../contract/chaos-wire.ts';
import { callFails, type FaultRule, faultPosition } from '../contract/fault-rule.ts';
import type { FlagName, SteadyFault } from '../contract/flags.ts';
import type { Kit } from './kit.ts';

/** What becomes of a call under a fault: `fail` means the route answers with its failure. */
export type FaultOutcome = 'pass' | 'fail';

/** How many calls each step of the rule in force has met. */
interface CallCounts {
  /** Which start of which rule is counted. */
  readonly rule: string;
  /** By place of the step in the rule. */
  readonly calls: number[];
}

/** What faults remember of one service. */
interface FaultMemory {
  readonly injected: Counter;
  readonly counts: Map<FlagName, CallCounts>;
  /** Seed of the steady faults' phase. */
  readonly seed: number;
}

/** Lives and ends with the kit it belongs to. */
const memories = new WeakMap<Kit, FaultMemory>();

/**
 * Lets one call meet a fault that changes with time: waits the step's delay, then says whether the call fails.
 * The step stands on the current span; a call that is touched is counted, and logged as a warning.
 * @param flag the flag the rule came from; it names the fault in `fault_injected_total`
 */
export async function applyFaultRule(
  kit: Kit,
  rule: FaultRule | null,
  flag: FlagName,
): Promise<FaultOutcome> {
  const position = rule === null ? undefined : faultPosition(rule, kit.clock.now());
  if (rule === null || position === undefined) return 'pass';
  const { step, stepIndex, demoMinute } = position;
  const callIndex = nextCall(kit, flag, { rule: `${rule.id} ${rule.startedAtMs}`, stepIndex });
  const fails = callFails(rule, stepIndex, callIndex, kit.instance);
  kit.currentSpan().setAttributes({
    [FAULT_RULE_ATTRIBUTE]: rule.id,
    [FAULT_STEP_ATTRIBUTE]: stepIndex,
    'demo.minute': Math.floor(demoMinute),
  });
  if (!fails && step.delayMs === 0) return 'pass';
  return inject(kit, flag, { delayMs: step.delayMs, fails });
}

/**
 * Lets one call meet a fault that does not change with time (C-39): a share of the calls waits, then fails;
 * the others are not touched. The share is spread evenly, as {@link callFails} does it.
 */
export async function applySteadyFault(
  kit: Kit,
  fault: SteadyFault | null,
  flag: FlagName,
): Promise<FaultOutcome> {
  if (fault === null) return 'pass';
  const { delayMs, failureRatio } = fault;
  const steps = [{ fromMinute: 0, delayMs, failureRatio }];
  const rule = { id: flag, seed: memoryOf(kit).seed, startedAtMs: 0, speed: 1, steps };
  const callIndex = nextCall(kit, flag, { rule: `${delayMs} ${failureRatio}`, stepIndex: 0 });
  if (!callFails(rule, 0, callIndex, kit.instance)) return 'pass';
  kit.currentSpan().setAttribute(FAULT_RULE_ATTRIBUTE, flag);
  return inject(kit, flag, { delayMs, fails: true });
}

async function inject(
  kit: Kit,
  flag: FlagName,
  { delayMs, fails }: { readonly delayMs: number; readonly fails: boolean },
): Promise<FaultOutcome> {
  kit.currentSpan().setAttribute('feature_flag.key', flag);
  memoryOf(kit).injected.add(1, { fault: flag });
  kit.log.warn({ 'feature_flag.key': flag, delayMs, fails }, 'Feature flag triggered chaos');
  if (delayMs > 0) await kit.clock.sleep(delayMs);
  return fails ? 'fail' : 'pass';
}

/** Answers how many calls the step has met before this one. A new start of a rule counts from 0. */
function nextCall(
  kit: Kit,
  flag: FlagName,
  at: { readonly rule: string; readonly stepIndex: number },
): number {
  const { counts } = memoryOf(kit);
  const known = counts.get(flag);
  const current = known?.rule === at.rule ? known : { rule: at.rule, calls: [] };
  counts.set(flag, current);
  const callIndex = current.calls[at.stepIndex] ?? 0;
  current.calls[at.stepIndex] = callIndex + 1;
  return callIndex;
}

function memoryOf(kit: Kit): FaultMemory {
  const known = memories.get(kit);
  if (known !== undefined) return known;
  const injected = kit.meter.createCounter('fault_injected_total', {
    description: 'Calls touched by a fault.',
  });
  const fresh = { injected, counts: new Map(), seed: Math.floor(kit.random() * 2 ** 31) };
  memories.set(kit, fresh);
  return fresh;
}
