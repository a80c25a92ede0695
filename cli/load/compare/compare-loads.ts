import type { Change, Comparison } from '../comparison.ts';
import type { LoadSummary, Summary } from '../summary.ts';
import { cautionsOfPlay, type PlayedHow } from './cautions-of-play.ts';
import { type CompareOptions, compareSeries, LEAST_STRETCHES } from './compare-series.ts';

/** A run as a comparison needs it. */
export interface ComparedRun {
  readonly id: string;
  readonly plan: PlayedHow;
  readonly load: Summary;
}

/** Rates that differ by more than this are another load. */
const SAME_RATE_WITHIN = 0.02;
const MODEL = { open: 'played on schedule', closed: 'played by virtual users' } as const;

/**
 * Answers what changed from one run to another. The verdict is that of the journeys and of all requests together;
 * endpoints are shown beside them, because among very many figures some cross their interval by chance.
 * Probes are left out.
 */
export function compareLoads(before: ComparedRun, after: ComparedRun, options: CompareOptions): Comparison {
  const pairs = users(after).flatMap((is) => {
    const was = users(before).find(({ name }) => name === is.name);
    return was === undefined ? [] : [{ was, is }];
  });
  const changes = pairs.flatMap(({ was, is }) => compareLoad(was, is, options));
  const { tolerance, confidence } = options;
  return {
    schema: 'shopctl.comparison/v1',
    before: before.id,
    after: after.id,
    tolerance,
    confidence,
    changes,
    cautions: [
      ...cautionsOfRuns(before, after),
      ...pairs.flatMap(({ was, is }) => cautionsOfLoad(was, is)),
      ...cautionsOfPlay(before.plan, after.plan),
    ],
    outcome: outcomeOf(changes, [before, after]),
  };
}

function users({ load }: ComparedRun): readonly LoadSummary[] {
  return load.loads.filter(({ probe }) => !probe);
}

function compareLoad(was: LoadSummary, is: LoadSummary, options: CompareOptions): readonly Change[] {
  return (is.latencies ?? []).flatMap((after) => {
    const before = was.latencies?.find(({ name, of }) => name === after.name && of === after.of);
    if (before === undefined) return [];
    return compareSeries(before, after, options).map((change) => ({ load: is.name, ...change }));
  });
}

function cautionsOfRuns(...runs: readonly ComparedRun[]): readonly string[] {
  return runs.flatMap(({ id, load }) =>
    load.generator.invalid.map((reason) => `the load of ${id} is not valid: ${reason}`),
  );
}

function cautionsOfLoad(was: LoadSummary, is: LoadSummary): readonly string[] {
  const journeysOf = ({ journeys }: LoadSummary) =>
    journeys
      .map(({ name }) => name)
      .toSorted()
      .join(', ');
  return [
    ...cautionOfCourse(was, is),
    ...(journeysOf(was) === journeysOf(is)
      ? []
      : [`"${is.name}" played ${journeysOf(was)}, then ${journeysOf(is)}`]),
    ...(stretchesIn(was) >= LEAST_STRETCHES && stretchesIn(is) >= LEAST_STRETCHES
      ? []
      : [
          `"${is.name}" is too short to compare: ${LEAST_STRETCHES} seconds with requests are needed in both runs`,
        ]),
  ];
}

/** What is unlike in how two loads were to start iterations. */
function cautionOfCourse(was: LoadSummary, is: LoadSummary): readonly string[] {
  const { model: before = 'open' } = was;
  const { model: after = 'open' } = is;
  if (before !== after) return [`"${is.name}" was ${MODEL[before]}, then ${MODEL[after]}`];
  const sizes = [sizeOf(was), sizeOf(is)] as const;
  if (Math.abs(sizes[0] - sizes[1]) <= SAME_RATE_WITHIN * Math.max(...sizes)) return [];
  return after === 'open'
    ? [`"${is.name}" was planned at ${sizes[0].toFixed(2)}/s, then at ${sizes[1].toFixed(2)}/s`]
    : [`"${is.name}" had ${sizes[0]} virtual users, then ${sizes[1]}`];
}

/** How much load was asked for: iterations a second, or virtual users. */
function sizeOf({ delivered: { users, plannedRatePerSecond } }: LoadSummary): number {
  return users ?? plannedRatePerSecond ?? 0;
}

function stretchesIn({ latencies = [] }: LoadSummary): number {
  return latencies.find(({ of }) => of === 'all')?.blocks.filter(({ counts }) => counts !== '').length ?? 0;
}

function outcomeOf(changes: readonly Change[], runs: readonly ComparedRun[]): Comparison['outcome'] {
  const deciding = changes.filter(({ of }) => of !== 'endpoint');
  const isValid = runs.every(({ load }) => load.generator.invalid.length === 0);
  if (deciding.length === 0 || !isValid) return 'inconclusive';
  const came = (outcome: Change['outcome']) => deciding.some((change) => change.outcome === outcome);
  if (came('regressed')) return 'regressed';
  return came('improved') ? 'improved' : 'noise';
}
