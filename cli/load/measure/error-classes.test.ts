import { expect, it } from 'vitest';
import { ErrorClasses } from './error-classes.ts';

it('keeps a bounded number of classes and traces, however many endpoints fail', () => {
  const errors = new ErrorClasses('users');
  for (let k = 0; k < 10_000; k += 1) {
    const endpoint = `GET /api/orders/${k}`;
    errors.add({ kind: 'http_500', endpoint, atMs: k, text: 'no', traceId: String(k) });
  }
  const classes = errors.summary();
  expect(classes).toHaveLength(201);
  expect(classes[0]).toMatchObject({ endpoint: '(further endpoints)', count: 9800, firstAtMs: 200 });
  expect(classes[0]?.traceIds).toHaveLength(5);
  expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
});
