import type { ChalkInstance } from 'chalk';
import { formatDuration } from '../../core/duration.ts';
import { formatCount } from '../../core/format-count.ts';
import type { Latency } from '../../load/summary.ts';
import { formatMs } from '../../report/figures.ts';
import type { Cell, Column } from '../../report/text/table.ts';
import type { Section } from './fit-sections.ts';
import { fittingTable } from './marks.ts';
import type { SubjectView, ViewState } from './view-state.ts';

const TITLE_LINES = 2;
/** A line that names them, and one of them. */
const LEAST_ENDPOINT_LINES = 2;

type Row = readonly (Cell | string)[];

/** Answers the response times by journey and, where there is height for them, of the slowest endpoints. */
export function timesSection(
  state: Pick<ViewState, 'journeys' | 'endpoints' | 'recentMs'>,
  width: number,
  paint: ChalkInstance,
): Section {
  const { journeys, endpoints, recentMs } = state;
  const rows = journeys.map((subject, place) => rowOf(subject, place === 0 ? 'all requests' : subject.name));
  const further = endpoints.map((subject) => rowOf(subject, subject.name));
  const heading: Row = [{ text: 'slowest endpoints', paint: paint.dim }, ...Array(11).fill('')];
  const all = rows.length + (further.length === 0 ? 0 : 1 + further.length);
  return {
    rank: 3,
    least: TITLE_LINES + Math.min(2, rows.length),
    most: TITLE_LINES + all,
    isApart: true,
    lines(size) {
      const room = size - TITLE_LINES;
      const left = room - rows.length;
      const shown =
        left < LEAST_ENDPOINT_LINES || further.length === 0
          ? shortened(rows, Math.min(room, rows.length))
          : [...rows, heading, ...further.slice(0, left - 1)];
      return fittingTable(columnsFor(recentMs), shown, { width, paintTitle: paint.dim });
    },
  };
}

function shortened(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most || most < 2) return rows.slice(0, most);
  return [...rows.slice(0, most - 1), [`and ${rows.length - most + 1} more`, ...Array(11).fill('')]];
}

/** Those that go first when it is narrow have the highest number. */
function columnsFor(recentMs: number): readonly Column[] {
  const figure = (title: string, dropOrder?: number): Column => ({
    title,
    align: 'right',
    ...(dropOrder === undefined ? {} : { dropOrder }),
  });
  const seconds = recentMs < 1000 ? 'last' : `last ${formatDuration(Math.floor(recentMs / 1000) * 1000)}`;
  return [
    { title: 'response', isFlexible: true },
    { ...figure('n', 2), group: seconds },
    figure('p50', 5),
    figure('p95', 1),
    figure('p99', 6),
    figure('max', 9),
    { ...figure('n'), group: 'whole' },
    figure('p50', 4),
    figure('p95'),
    figure('p99', 3),
    figure('max', 8),
    figure('errors', 7),
  ];
}

function rowOf({ recent, whole, errors }: SubjectView, name: string): Row {
  return [name, ...latencyCells(recent), ...latencyCells(whole), still(formatCount(errors))];
}

function latencyCells({ count, p50, p95, p99, max }: Latency): readonly string[] {
  return [formatCount(count), ...[p50, p95, p99, max].map((ms) => formatMs(ms))].map(still);
}

/** As wide as most figures: columns must not move from frame to frame. */
function still(figure: string): string {
  return figure.padStart(6);
}
