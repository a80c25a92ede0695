import { existsSync } from 'node:fs';
import { observeFaultSteps } from '../expect/observe-fault-steps.ts';
import { factsOfRun } from '../expect/run-facts.ts';
import type { Verdict } from '../expect/verdict.ts';
import type { Queries, TraceTree } from '../telemetry/queries.ts';
import { openTelemetryFile } from '../telemetry/sources/embedded/open-telemetry-file.ts';
import { measuredWindow } from './measured-window.ts';
import type { FaultStepResult, RunRecord } from './run-record.ts';

/** What the telemetry adds to a run's record. */
export interface Judged {
  readonly verdict?: Verdict;
  readonly steps: readonly FaultStepResult[];
  readonly slowestTraces: readonly TraceTree[];
}

/** What is judged: the record so far, and where its telemetry lies. */
export interface RunToJudge {
  readonly record: Pick<RunRecord, 'timeline' | 'plan' | 'shop' | 'load' | 'chaos'>;
  readonly telemetryFile: string;
  /** An interrupted run is described but not judged: its expectations speak of a whole one. */
  readonly isWhole: boolean;
}

const SLOWEST = 10;

/** Answers what a run's telemetry says: fault steps planned against observed, verdict, slowest traces. */
export async function judgeRun({ record, telemetryFile, isWhole }: RunToJudge): Promise<Judged> {
  if (!existsSync(telemetryFile)) return { steps: [], slowestTraces: [] };
  const queries = openTelemetryFile(telemetryFile);
  try {
    const verdict = isWhole ? await judge(record, queries) : undefined;
    const observations = await observeFaultSteps({ queries, timeline: record.timeline });
    const steps = observations.map(({ service, traceIds, ...step }) => step);
    const select = { service: 'frontend', entry: true, ...measuredWindow(record) };
    const slowestTraces = await queries.slowestTraces(select, SLOWEST);
    return { steps, slowestTraces, ...(verdict === undefined ? {} : { verdict }) };
  } finally {
    queries.close();
  }
}

async function judge(record: RunToJudge['record'], queries: Queries): Promise<Verdict | undefined> {
  const { plan, timeline } = record;
  if (plan.expectationFiles.length === 0 || timeline.faultSteps.length === 0) return undefined;
  // Loaded here: a load without faults is not judged by expectations, and need not hold what reads them.
  const { readExpectations } = await import('../expect/expectation-file.ts');
  const { judgeExpectations } = await import('../expect/judge-expectations.ts');
  const files = plan.expectationFiles.map(readExpectations);
  return judgeExpectations({ files, queries, facts: factsOfRun(record) });
}
