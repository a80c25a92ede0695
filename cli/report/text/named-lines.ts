import { formatCount } from '../../core/format-count.ts';
import type { LoadSummary, Summary } from '../../load/summary.ts';
import { formatSum } from '../figures.ts';
import { painter, type TextOptions } from './paint.ts';
import { printable, renderTable } from './table.ts';

const figure = (title: string) => ({ title, align: 'right' as const });

/** Answers how often each check of a journey held; nothing when there are none. */
export function checkLines({ loads }: Summary, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const rows = loads.flatMap((load) =>
    (load.checks ?? []).map(({ name, passed, failed }) => [
      titleOf(load, name, loads.length),
      formatCount(passed),
      failed > 0 ? { text: formatCount(failed), paint: paint.red } : '0',
    ]),
  );
  if (rows.length === 0) return [];
  const columns = [{ title: 'check', isFlexible: true }, figure('passed'), figure('failed')];
  return [
    paint.bold('CHECKS'),
    ...renderTable(columns, rows, { width: options.width, paintTitle: paint.dim }),
  ];
}

/** Answers what journeys counted; nothing when they did not. */
export function counterLines({ loads }: Summary, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const rows = loads.flatMap((load) =>
    (load.counters ?? []).map(({ name, count }) => [titleOf(load, name, loads.length), formatSum(count)]),
  );
  if (rows.length === 0) return [];
  const columns = [{ title: 'counter', isFlexible: true }, figure('sum')];
  return [
    paint.bold('COUNTERS'),
    ...renderTable(columns, rows, { width: options.width, paintTitle: paint.dim }),
  ];
}

function titleOf(load: LoadSummary, name: string, loads: number): string {
  return printable(loads > 1 ? `${load.name}: ${name}` : name);
}
