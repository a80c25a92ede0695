import { describe, expect, it } from 'vitest';
import { parseThreshold } from './parse-threshold.ts';

describe('a threshold', () => {
  it.each([
    [
      'purchase.response.p95<2s',
      { subject: 'purchase', metric: 'response', quantile: 0.95, comparator: '<', bound: 2000 },
    ],
    ['all.errors<1%', { subject: 'all', metric: 'errors', comparator: '<', bound: 0.01 }],
    ['all.errors<=0.015', { subject: 'all', metric: 'errors', comparator: '<=', bound: 0.015 }],
    ['menu.errors >= 0%', { subject: 'menu', metric: 'errors', comparator: '>=', bound: 0 }],
    [
      '"GET /api/menu".service.p99<200ms',
      { subject: 'GET /api/menu', metric: 'service', quantile: 0.99, comparator: '<', bound: 200 },
    ],
    [
      '"GET /api/menu/:id".response.p50 < 1m30s',
      { subject: 'GET /api/menu/:id', metric: 'response', quantile: 0.5, comparator: '<', bound: 90_000 },
    ],
    [
      'all.response.p90>10ms',
      { subject: 'all', metric: 'response', quantile: 0.9, comparator: '>', bound: 10 },
    ],
    [
      'all.response.mean<0.5s',
      { subject: 'all', metric: 'response', statistic: 'mean', comparator: '<', bound: 500 },
    ],
    [
      'all.service.max<=3s',
      { subject: 'all', metric: 'service', statistic: 'max', comparator: '<=', bound: 3000 },
    ],
    ['checks.failed<1%', { subject: 'checks', metric: 'failed', comparator: '<', bound: 0.01 }],
    [
      '"the cart is kept".failed[30s]<=0.5%?',
      {
        subject: 'the cart is kept',
        metric: 'failed',
        window: { lengthMs: 30_000, minSamples: 200 },
        comparator: '<=',
        bound: 0.005,
        isOptional: true,
      },
    ],
    ['all.errors<1%?', { subject: 'all', metric: 'errors', comparator: '<', bound: 0.01, isOptional: true }],
    [
      '"GET /api/menu".service.max [1m, min=5] < 200ms ?',
      {
        subject: 'GET /api/menu',
        metric: 'service',
        statistic: 'max',
        window: { lengthMs: 60_000, minSamples: 5 },
        comparator: '<',
        bound: 200,
        isOptional: true,
      },
    ],
  ])('is understood: %s', (text, meaning) => {
    expect(parseThreshold(text)).toEqual({ expression: text, ...meaning });
  });

  it.each([
    ['purchase.response.p95[30s]<2s', 30_000, 200],
    ['purchase.response.p50[1m30s]<2s', 90_000, 20],
    ['purchase.response.p95[30s,min=20]<2s', 30_000, 20],
    ['all.errors[1m]<1%', 60_000, 100],
    ['all.errors[2.5s]<=0.003', 2500, 334],
    ['all.errors[10m]<=0', 600_000, 1],
    ['checks.failed[30s]<1%', 30_000, 100],
    ['"it is cheap".failed[30s,min=5]<1%', 30_000, 5],
    ['all.response.mean[1s]<2s', 1000, 1],
  ])('of windows says how many samples each needs: %s', (text, lengthMs, minSamples) => {
    expect(parseThreshold(text).window).toEqual({ lengthMs, minSamples });
  });

  it.each([
    ['', 'no comparator'],
    ['purchase.response.p95', 'no comparator'],
    ['purchase<2s', 'a subject and a metric'],
    ['<2s', 'a subject and a metric'],
    ['purchase.speed.p95<2s', '"speed" is no metric'],
    ['purchase.response<2s', 'which figure'],
    ['purchase.response.p42<2s', '"p42" is no figure'],
    ['purchase.response.p95.p99<2s', '"p99" is one part too many'],
    ['all.errors.p95<1%', 'errors have no "p95"'],
    ['purchase.response.p95<2', '"2" is no duration'],
    ['purchase.response.p95<1%', '"1%" is no duration'],
    ['purchase.response.p95<', '"" is no duration'],
    ['checks.failed.p95<1%', 'at character 15: failed checks have no "p95"'],
    ['checks.failed<1s', '"1s" is no share'],
    ['all.errors<2s', '"2s" is no share'],
    ['all.errors<101%', '"101%" is no share'],
    ['all.errors<5', '"5" is no share'],
    ['GET /api/menu.v1.response.p95<2s', '"p95" is one part too many'],
    ['purchase.response.p95<2s??', '"2s?" is no duration'],
    ['purchase.response.p95[30]<2s', 'at character 23: "30" is no duration'],
    ['purchase.response.p95[]<2s', 'at character 23: "" is no duration'],
    ['purchase.response.p95[30s<2s', 'at character 22: the bracket is not closed'],
    ['purchase.response.p95[30s]', 'at character 27: there is no comparator'],
    ['purchase.response.p95[30s,min=9]', 'at character 33: there is no comparator'],
    ['purchase.response[30s].p95<2s', 'at character 23: ".p95" stands between'],
    ['[30s]<2s', 'at character 1: before the comparator'],
    ['purchase.response.p95[500ms]<2s', 'at character 23: a window cannot last 500ms'],
    ['purchase.response.p95[1.1s]<2s', 'at character 23: a window cannot last 1.1s'],
    ['purchase.response.p95[11m]<2s', 'at character 23: a window cannot last 11m'],
    ['purchase.response.p95[30s,50]<2s', 'at character 27: "50" is no number of samples'],
    ['purchase.response.p95[30s,min=0]<2s', 'at character 27: "min=0" is no number of samples'],
    ['purchase.response.p95[30s,min=5,6]<2s', 'at character 27: "min=5,6" is no number of samples'],
    ['purchase.speed.p95<2s', 'at character 10: "speed"'],
    ['purchase.response<2s', 'at character 18: it does not say'],
    ['purchase.response.p42<2s', 'at character 19: "p42"'],
    ['"GET /a.b".errors.p95<1%', 'at character 19: errors have no'],
    ['purchase.response.p95 < 2', 'at character 25: "2"'],
  ])('that is wrong is refused, and the wrong part named: %s', (text, part) => {
    expect(() => parseThreshold(text)).toThrow(part);
    expect(() => parseThreshold(text)).toThrow(
      expect.objectContaining({ exitCode: 2, hint: expect.any(String) }),
    );
  });

  it('suggests the name that was probably meant', () => {
    expect(() => parseThreshold('all.respons.p95<2s')).toThrow(
      expect.objectContaining({ hint: 'Did you mean "response"?' }),
    );
  });
});
