import { describe, expect, it } from 'vitest';
import type { Reconciliation } from '../load/reconciliation.ts';
import { exampleLoadRecord } from './example-record.ts';
import { toHtml } from './html/to-html.ts';
import { toJunit } from './junit/to-junit.ts';
import { toMarkdown } from './markdown/to-markdown.ts';
import { formatSummary } from './text/format-summary.ts';

const wrong: Reconciliation = {
  outcome: 'fail',
  ...{ placed: 412, reconciled: 410, unseen: 0, lost: 3, lostButPlaced: 1, further: 20, violated: 130 },
  violations: Array.from({ length: 100 }, (_, n) => ({
    kind: 'missing',
    orderId: `id-${n}`,
    text: 'not among the orders of <b>Ada</b>',
  })),
};
const textOf = (orders: Reconciliation) =>
  formatSummary({ ...exampleLoadRecord, orders }, { colour: false, width: 100 });

describe('orders in the reports of a run', () => {
  it('text: how many are right, the first wrong ones, and what was tolerated', () => {
    const text = textOf(wrong);
    expect(text).toContain('✖ fail  orders.reconciled  410 of 412 orders as users were told\n');
    expect(text).toContain(
      '    id-9 missing: not among the orders of <b>Ada</b>\n    and 90 more in the record',
    );
    expect(text).toContain('3 orders were not answered, or with a failure; the shop has 1 of them');
    expect(text).toContain('20 further orders');
    expect(text).toContain('30 more are wrong');
    expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  it('text: why they were not looked up', () => {
    const blind = { ...wrong, violations: [], violated: 0, reconciled: 0 } as const;
    const no = textOf({ ...blind, outcome: 'not-reconciled', reason: 'GET /api answered 404' });
    expect(no).toContain('? inconclusive  orders.reconciled  not reconciled: GET /api answered 404');
    expect(no).not.toContain('the shop has');
    const half = textOf({ ...blind, outcome: 'inconclusive', reconciled: 400, reason: 'no answer' });
    expect(half).toContain('400 of 412 orders as users were told; not all looked up: no answer');
  });

  it('JUnit, Markdown and page: every kept violation, and nothing of it as markup', () => {
    const record = { ...exampleLoadRecord, orders: wrong };
    expect(toJunit(record)).toMatch(/name="orders\.reconciled"[^>]*>\s*<failure message="410 of 412/);
    for (const report of [toJunit(record), toMarkdown(record), toHtml(record)]) {
      expect(report).toContain('id-99');
      expect(report).not.toContain('<b>Ada');
    }
    expect(toMarkdown(record)).toContain('❌ fail: orders.reconciled 410 of 412');
    for (const report of [toJunit, toMarkdown, toHtml]) {
      expect(report(exampleLoadRecord)).not.toContain('orders.reconciled');
    }
  });
});
