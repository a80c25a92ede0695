import { UsageError } from '../core/errors.ts';
import type { TimeWindow } from '../plan/run-timeline.ts';
import type { Queries } from '../telemetry/queries.ts';
import type { Expectation, ExpectationFile } from './expectation-file.ts';
import { type Finding, type WindowName, worstOutcome } from './finding.ts';
import type { RunFacts } from './run-facts.ts';
import type { ExpectationResult, Outcome, Verdict } from './verdict.ts';

/** What is judged: files of expectations against telemetry, and what the run knows of itself. */
export interface JudgeRequest {
  readonly files: readonly ExpectationFile[];
  readonly queries: Queries;
  /** Absent when telemetry is judged without the run that made it. */
  readonly facts?: RunFacts;
}

/**
 * Answers whether the telemetry is as expected. A verdict on nothing is inconclusive, never green.
 * @throws UsageError when two files hold an expectation of the same id
 */
export async function judgeExpectations(request: JudgeRequest): Promise<Verdict> {
  refuseTwins(request.files);
  const results: ExpectationResult[] = [];
  for (const { file, expectations } of request.files) {
    for (const expectation of expectations.filter((one) => applies(one, request.facts))) {
      results.push(...(await judgeOne(expectation, file, request)));
    }
  }
  return { outcome: outcomeOf(results), results };
}

function refuseTwins(files: readonly ExpectationFile[]): void {
  const places = new Map<string, string>();
  for (const { file, expectations } of files) {
    for (const { id, line } of expectations) {
      const place = `${file}:${line}`;
      const earlier = places.get(id);
      if (earlier !== undefined) {
        throw new UsageError(`${place}: expectation "${id}" is already in ${earlier}`, {
          hint: 'Ids name results in reports: give each its own.',
        });
      }
      places.set(id, place);
    }
  }
}

function applies({ when }: Expectation, facts: RunFacts | undefined): boolean {
  if (when === 'always' || facts === undefined) return true;
  return (when === 'experiment') === facts.timeline.faultSteps.length > 0;
}

async function judgeOne(
  expectation: Expectation,
  file: string,
  request: JudgeRequest,
): Promise<readonly ExpectationResult[]> {
  const { id, title, severity, line } = expectation;
  const findings = await findingsOf(expectation, request);
  return findings.map(({ part, ...finding }) => ({
    id: part === undefined ? id : `${id}/${part}`,
    title: part === undefined ? title : `${part}: ${title}`,
    severity,
    file,
    line,
    ...finding,
  }));
}

async function findingsOf(
  { windows, minSamples, confidence, judge, title }: Expectation,
  { queries, facts }: JudgeRequest,
): Promise<readonly Finding[]> {
  const stretch = stretchOf(windows, facts);
  if (stretch === undefined) return [withoutStretch(title, windows, facts)];
  return judge({
    queries,
    confidence,
    ...(facts === undefined ? {} : { facts }),
    ...(minSamples === undefined ? {} : { minSamples }),
    ...stretch,
  });
}

/** Answers the first stretch of these that the run has; without facts only the whole is known. */
function stretchOf(
  names: readonly WindowName[],
  facts: RunFacts | undefined,
): { readonly window?: TimeWindow } | undefined {
  if (facts === undefined) return names.includes('run') ? {} : undefined;
  const { phases, startedAtMs, endedAtMs } = facts.timeline;
  for (const name of names) {
    if (name === 'run') return { window: { fromMs: startedAtMs, toMs: endedAtMs } };
    const phase = phases.find((one) => one.name === name);
    if (phase !== undefined) return { window: { fromMs: phase.fromMs, toMs: phase.toMs } };
  }
  return undefined;
}

function withoutStretch(title: string, names: readonly WindowName[], facts: RunFacts | undefined): Finding {
  return {
    outcome: 'inconclusive',
    expected: title,
    observed: `no ${names.join(' or ')} phase is known`,
    sampleSize: 0,
    hint:
      facts === undefined
        ? 'The telemetry alone does not say when what happened: judge it with its run, shopctl validate --run ID.'
        : 'The run did not come that far, or has no such phase.',
    traceIds: [],
  };
}

function outcomeOf(results: readonly ExpectationResult[]): Outcome {
  const deciding = results.filter(({ severity }) => severity === 'error');
  return deciding.length === 0 ? 'inconclusive' : worstOutcome(deciding.map(({ outcome }) => outcome));
}
