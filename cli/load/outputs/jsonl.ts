import type { PointFormat } from './file-output.ts';

/** One JSON object a line: `kind` is `request` or `failed-check`, times are epoch milliseconds. */
export const jsonl: PointFormat = {
  head: '',
  line: (point) => `${JSON.stringify(point)}\n`,
};
