import type { RequestPoint } from '../point.ts';
import type { PointFormat } from './file-output.ts';

const COLUMNS = {
  load: ({ load }) => load,
  iteration: ({ iteration }) => iteration,
  journey: ({ journey }) => journey,
  endpoint: ({ endpoint }) => endpoint,
  intended_at_ms: ({ intendedAtMs }) => round(intendedAtMs),
  sent_at_ms: ({ sentAtMs }) => round(sentAtMs),
  ended_at_ms: ({ endedAtMs }) => round(endedAtMs),
  response_ms: ({ intendedAtMs, endedAtMs }) => round(endedAtMs - intendedAtMs),
  service_ms: ({ sentAtMs, endedAtMs }) => round(endedAtMs - sentAtMs),
  status: ({ status }) => status,
  outcome: ({ outcome }) => outcome,
  error: ({ errorKind }) => errorKind,
  trace_id: ({ traceId }) => traceId,
} as const satisfies Record<string, (point: RequestPoint) => string | number | undefined>;

/** One request a line, RFC 4180, with a head line; failed checks are left out, for a table has one kind of row. */
export const csv: PointFormat = {
  head: `${Object.keys(COLUMNS).join(',')}\n`,
  line: (point) =>
    point.kind === 'request'
      ? `${Object.values(COLUMNS)
          .map((column) => quoted(column(point) ?? ''))
          .join(',')}\n`
      : '',
};

function quoted(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Microseconds are what the clock gives. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
