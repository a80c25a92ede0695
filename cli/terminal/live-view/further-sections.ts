import type { ChalkInstance } from 'chalk';
import { formatRate } from '../../core/rate.ts';
import { formatMs, formatPercent } from '../../report/figures.ts';
import { type Cell, type Column, cut, printable } from '../../report/text/table.ts';
import type { Section } from './fit-sections.ts';
import { bar, factLine, fittingTable, sparkline } from './marks.ts';
import type { GeneratorView, SecondView, ThresholdView } from './view-state.ts';

/** Room for `p95        … max 1.25 s`. */
const AROUND_SPARKLINE = 26;
const NARROWEST_SPARKLINE = 10;
const BAR_WIDTH = 10;
/** From here on a bound is near. */
const NEAR_RATIO = 0.8;

/** Answers rate and p95 second by second; nothing where it is too narrow or nothing has passed. */
export function secondSections(
  seconds: readonly SecondView[],
  width: number,
  paint: ChalkInstance,
): readonly Section[] {
  const room = width - AROUND_SPARKLINE;
  if (room < NARROWEST_SPARKLINE || seconds.length === 0) return [];
  const shown = seconds.slice(-room);
  const started = shown.map((second) => second.started);
  const p95s = shown.map(({ p95Ms }) => p95Ms);
  const fastest = Math.max(...started);
  const slowest = Math.max(0, ...p95s.map((ms) => ms ?? 0));
  const rateText = fastest > 0 ? formatRate(fastest) : '0/m';
  return [
    {
      rank: 5,
      least: 2,
      most: 2,
      isApart: true,
      lines: () => [
        `rate        ${paint.cyan(sparkline(started))} max ${rateText}`,
        `p95         ${paint.cyan(sparkline(p95s))} max ${formatMs(slowest)}`,
      ],
    },
  ];
}

/** Answers each threshold with its figure now and how much of its bound that is. */
export function thresholdSections(
  thresholds: readonly ThresholdView[],
  width: number,
  paint: ChalkInstance,
): readonly Section[] {
  if (thresholds.length === 0) return [];
  const columns: readonly Column[] = [
    { title: '' },
    { title: 'threshold', isFlexible: true },
    { title: 'now', isFlexible: true },
    { title: 'of its bound', dropOrder: 1 },
  ];
  return [
    {
      rank: 4,
      least: 2,
      most: 1 + thresholds.length,
      isApart: true,
      lines: (size) => {
        const rows = thresholds.map((one) => thresholdRow(one, paint));
        const hidden = rows.length - (size - 1);
        const shown = hidden > 0 ? worstFirst(thresholds, rows).slice(0, size - 1) : rows;
        return fittingTable(columns, shown, { width, paintTitle: paint.dim });
      },
    },
  ];
}

/** Where not all are shown, those that matter are. */
function worstFirst<Row>(thresholds: readonly ThresholdView[], rows: readonly Row[]): readonly Row[] {
  const order = ['broken', 'bad', 'good', 'too-few'];
  return rows
    .map((row, place) => ({ row, state: thresholds[place]?.state ?? 'good' }))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ row }) => row);
}

function thresholdRow(threshold: ThresholdView, paint: ChalkInstance): readonly (Cell | string)[] {
  const { expression, observed, usedRatio } = threshold;
  const isNear = usedRatio !== undefined && usedRatio >= NEAR_RATIO;
  const colour = {
    good: isNear ? paint.yellow : paint.green,
    bad: paint.red,
    broken: paint.red,
    'too-few': paint.dim,
  }[threshold.state];
  const symbol = { good: '✔', bad: '✖ now', broken: '✖ broken', 'too-few': '·' }[threshold.state];
  const used = usedRatio === undefined ? '' : `${bar(usedRatio, BAR_WIDTH)} ${shortPercent(usedRatio)}`;
  return [
    { text: symbol, paint: colour },
    expression,
    { text: observed, paint: colour },
    { text: used, paint: colour },
  ];
}

/** Answers the generator's own health, and whether the load is valid so far. */
export function generatorSections(
  generator: GeneratorView | undefined,
  width: number,
  paint: ChalkInstance,
): readonly Section[] {
  if (generator === undefined) return [];
  const { busyRatio, busyPart, cpuCores, startLag, late, invalid, isJudged } = generator;
  const validity = invalid.length === 0 ? { text: '✔ valid so far', paint: paint.green } : notValid(paint);
  const line = factLine(
    'generator ',
    [
      ...(isJudged ? [validity] : []),
      { text: `${busyPart} ${shortPercent(busyRatio)} busy` },
      ...(startLag?.max === undefined ? [] : [{ text: lagText(startLag) }]),
      { text: `${cpuCores.toFixed(2)} cores` },
      ...(late > 0 ? [{ text: `${late} late`, paint: paint.yellow }] : []),
    ],
    width,
  );
  const reasons = invalid.map((reason) => paint.red(cut(`✖ ${printable(reason)}`, width)));
  return [
    {
      rank: 2,
      least: 1,
      most: 1 + reasons.length,
      isApart: true,
      lines: (size) => [line, ...reasons.slice(0, size - 1)],
    },
  ];
}

function notValid(paint: ChalkInstance) {
  return { text: '✖ not valid so far', paint: paint.red };
}

function lagText({ p95, max }: NonNullable<GeneratorView['startLag']>): string {
  return p95 === undefined ? `start lag at most ${formatMs(max)}` : `start lag p95 ${formatMs(p95)}`;
}

function shortPercent(ratio: number): string {
  return ratio > 9.99 ? '> 999 %' : formatPercent(Math.round(ratio * 100) / 100);
}
