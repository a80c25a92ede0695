import { NAME, type Series } from '../promql/series.ts';

/** Answers the series of a text in Prometheus' format, with one sample each. @param atMs when it was scraped */
export function parseExposition(text: string, atMs: number): readonly Series[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', inside = '', written = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === '') throw new Error(`no line of Prometheus' format: ${line}`);
    const labels = [...inside.matchAll(/([\w]+)="((?:[^"\\]|\\.)*)"/g)];
    return {
      labels: {
        [NAME]: name,
        ...Object.fromEntries(labels.map(([, label, value]) => [label, JSON.parse(`"${value}"`)])),
      },
      samples: [{ atMs, value: written === '+Inf' ? Infinity : Number(written) }],
    };
  });
}
