import { describe, expect, it } from 'vitest';
import { exampleLoadRecord, exampleRecord } from '../report/example-record.ts';
import { factsOfRun } from './run-facts.ts';

describe('what a run knows of itself', () => {
  it('counts every request of every load, and names the flags of faults and scenario', () => {
    const { requestsSent, flagsSet } = factsOfRun(exampleRecord);
    expect(requestsSent).toBe(exampleRecord.load.loads.reduce((sum, { total }) => sum + total.requests, 0));
    expect(flagsSet).toEqual(['recommendation-fault', 'recommendation-required']);
  });

  it('knows the shop by size and flavour', () => {
    const shop = { size: 'full' } as const;
    const ofFlavour = { ...exampleRecord, shop: { ...shop, flavour: 'sock' as const } };
    expect(factsOfRun(ofFlavour)).toMatchObject({ size: 'full', flavour: 'sock' });
    expect(factsOfRun({ ...exampleRecord, shop })).not.toHaveProperty('flavour');
  });

  it('knows when the fault was proven gone', () => {
    const fault = exampleRecord.timeline.phases.find(({ name }) => name === 'fault');
    const tookMs = exampleRecord.chaos?.undo.tookMs ?? 0;
    expect(factsOfRun(exampleRecord).undoneAtMs).toBe((fault?.toMs ?? 0) + tookMs);
  });

  it('sets no flag and undoes nothing in a plain load', () => {
    expect(factsOfRun(exampleLoadRecord)).toMatchObject({ flagsSet: [] });
    expect(factsOfRun(exampleLoadRecord).undoneAtMs).toBeUndefined();
  });
});
