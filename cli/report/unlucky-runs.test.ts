import { describe, expect, it } from 'vitest';
import type { ChaosRecord, RunRecord } from '../run/run-record.ts';
import { exampleChaos } from './example/example-chaos.ts';
import { exampleLoadRecord, exampleRecord } from './example-record.ts';
import { toHtml } from './html/to-html.ts';
import { parseRunRecord } from './json/parse-run-record.ts';
import { toJunit } from './junit/to-junit.ts';
import { toMarkdown } from './markdown/to-markdown.ts';
import { formatSummary } from './text/format-summary.ts';

const { startedAtMs } = exampleRecord.timeline;
const nothingSeen = { calls: 0, failures: 0, failureRatio: 0, failureInterval: { low: 0, high: 1 } };

const notSteady: ChaosRecord = {
  steadyState: {
    isSteady: false,
    requests: 9,
    errorRatio: 0.4,
    reasons: ['40 % of requests failed, at most 1 %'],
  },
  steps: [],
  undo: { outcome: 'nothing-injected', left: [] },
  recovery: { outcome: 'not-checked', reason: 'nothing was injected' },
  events: [],
};

const unlucky: Readonly<Record<string, RunRecord>> = {
  'was not steady beforehand': { ...exampleRecord, chaos: notSteady, exitCode: 11, slowestTraces: [] },
  'ended before its first request': {
    ...exampleLoadRecord,
    status: 'interrupted',
    exitCode: 130,
    timeline: { startedAtMs, endedAtMs: startedAtMs, phases: [], faultSteps: [] },
    load: { ...exampleLoadRecord.load, loads: [], windows: [] },
  },
  'broke nothing that was called': {
    ...exampleRecord,
    exitCode: 13,
    chaos: {
      ...exampleChaos,
      steps: exampleChaos.steps.map((step) => ({
        ...step,
        observed: nothingSeen,
        users: { requests: 0, errors: 0 },
        baseline: { requests: 0, errors: 0 },
        outcome: 'inconclusive',
        reason: 'no call reached recommendation',
      })),
    },
  },
};

describe.each(Object.entries(unlucky))('a run that %s', (_, record) => {
  it('is reported in every format without a figure that is none', () => {
    const options = { colour: false, width: 100 };
    const reports = [formatSummary(record, options), toHtml(record), toJunit(record), toMarkdown(record)];
    for (const report of reports) {
      const shown = report.replace(/<script>.*<\/script>/s, '');
      expect(shown.match(/.{0,60}(?:NaN|Infinity|undefined|\[object).{0,20}/)?.[0]).toBeUndefined();
    }
    expect(parseRunRecord(JSON.stringify(record))).toEqual(record);
  });
});

describe('a step that saw no call', () => {
  it('claims no share, is never green, and says why', () => {
    const record = unlucky['broke nothing that was called'] ?? exampleRecord;
    const text = formatSummary(record, { colour: false, width: 110 });
    expect(text).toMatch(/\? 2 .+ 0 +10 % +– +– +\+500 ms +– +– +–/);
    expect(text).toContain('step 2: no call reached recommendation');
    expect(toJunit(record).match(/<skipped message="expected [^"]+ms/g)?.length).toBeGreaterThan(0);
  });
});
