import type { Change, Comparison } from '../../load/comparison.ts';
import { formatMs, formatPercent } from '../figures.ts';
import { painter, type TextOptions } from './paint.ts';
import { type Cell, printable, renderTable } from './table.ts';

const VERDICT: Readonly<Record<Comparison['outcome'], string>> = {
  regressed: '✖ regressed',
  improved: '✔ improved',
  noise: '✔ no change beyond noise',
  inconclusive: '? inconclusive',
};

/** Answers a comparison as a terminal shows it: the verdict, what to be careful about, and every figure. */
export function formatComparison(comparison: Comparison, options: TextOptions): string {
  const paint = painter(options);
  const { before, after, outcome, cautions, changes, confidence, tolerance } = comparison;
  const paintVerdict = {
    regressed: paint.red,
    improved: paint.green,
    noise: paint.green,
    inconclusive: paint.yellow,
  }[outcome];
  const figure = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'response of', isFlexible: true },
    { title: '' },
    figure('before'),
    figure('after'),
    figure('change'),
    figure(`${formatPercent(confidence)} interval`),
    { title: '' },
  ];
  const rows = changes.map((change) => rowOf(change, comparison, options));
  return [
    `${paintVerdict(VERDICT[outcome])}  ${printable(before)} → ${printable(after)}`,
    ...cautions.map((caution) => paint.yellow(`  careful: ${printable(caution)}`)),
    ...(rows.length === 0
      ? []
      : ['', ...renderTable(columns, rows, { width: options.width, paintTitle: paint.dim })]),
    '',
    paint.dim(
      `A change counts when its interval leaves out zero and it is beyond ${formatPercent(tolerance)}; journeys and "all" decide.`,
    ),
  ].join('\n');
}

function rowOf(
  { load, name, figure, before, after, change, interval, outcome }: Change,
  { changes }: Comparison,
  options: TextOptions,
): readonly (Cell | string)[] {
  const paint = painter(options);
  const isLatency = figure !== 'errors';
  const value = (of: number) => (isLatency ? formatMs(of) : formatPercent(of));
  const loads = new Set(changes.map((each) => each.load));
  const paintOutcome = { regressed: paint.red, improved: paint.green, noise: paint.dim }[outcome];
  return [
    loads.size > 1 ? `${load}: ${name}` : name,
    figure,
    value(before),
    value(after),
    signed(change),
    `${signed(interval.low)} to ${signed(interval.high)}`,
    { text: outcome, paint: paintOutcome },
  ];
}

function signed(ratio: number): string {
  return ratio < 0 ? `−${formatPercent(-ratio)}` : `+${formatPercent(ratio)}`;
}
