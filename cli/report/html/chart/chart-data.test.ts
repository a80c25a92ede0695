import { describe, expect, it } from 'vitest';
import type { LoadWindow } from '../../../load/summary.ts';
import { exampleLoadRecord, exampleRecord } from '../../example-record.ts';
import { chartData } from './chart-data.ts';

const { startedAtMs } = exampleLoadRecord.timeline;

describe('chartData', () => {
  it('has a bucket a second, users before probes, and none where a load did not run', () => {
    const { bucketMs, bucketCount, series } = chartData(exampleRecord);
    expect([bucketMs, bucketCount]).toEqual([1000, 70]);
    expect(series.map(({ name }) => name)).toEqual(['shoppers', 'visitors', 'probe']);
    expect(series[0]?.buckets.findIndex((bucket) => bucket !== undefined)).toBe(5);
  });

  it('sums the seconds of a long run into fewer points: rates stay rates, p95 is the highest', () => {
    const windows = Array.from(
      { length: 3600 },
      (_, second): LoadWindow => ({
        atMs: startedAtMs + second * 1000,
        load: 'visitors',
        started: 4,
        requests: second % 2 === 0 ? 10 : 30,
        errors: 1,
        declined: 0,
        p50Ms: second % 2 === 0 ? 100 : 200,
        p95Ms: second === 26 ? 900 : 300,
      }),
    );
    const record = {
      ...exampleLoadRecord,
      timeline: { ...exampleLoadRecord.timeline, endedAtMs: startedAtMs + 3_600_000 },
      load: { ...exampleLoadRecord.load, windows },
    };
    const { bucketMs, bucketCount, series } = chartData(record);
    expect([bucketMs, bucketCount]).toEqual([26_000, 139]);
    expect(series[0]?.buckets[1]).toEqual({ started: 4, requests: 20, errors: 1, p50Ms: 175, p95Ms: 900 });
  });

  it('spreads the longer rows of a very long run evenly over its points', () => {
    const windows = Array.from(
      { length: 3600 },
      (_, place): LoadWindow => ({
        atMs: startedAtMs + place * 8000,
        lengthMs: 8000,
        load: 'visitors',
        started: 16,
        requests: 80,
        errors: 8,
        declined: 0,
      }),
    );
    const record = {
      ...exampleLoadRecord,
      timeline: { ...exampleLoadRecord.timeline, endedAtMs: startedAtMs + 28_800_000 },
      load: { ...exampleLoadRecord.load, windows },
    };
    const { bucketMs, series } = chartData(record);
    expect(bucketMs % 8000).not.toBe(0);
    for (const bucket of series[0]?.buckets.slice(0, -1) ?? []) {
      expect(bucket).toEqual({ started: 2, requests: 10, errors: 1 });
    }
  });

  it('draws a run without a single request', () => {
    const load = { ...exampleLoadRecord.load, windows: [], loads: [] };
    expect(chartData({ ...exampleLoadRecord, load }).series).toEqual([]);
  });
});
