import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { exampleLoadRecord, exampleRecord } from '../example-record.ts';
import { parseRunRecord } from './parse-run-record.ts';
import { publishedSchemas } from './published-schemas.ts';
import { runRecordSchema } from './run-record-schema.ts';

describe('run record schema', () => {
  // `npx vitest run cli/report --update` writes them anew.
  it.each(Object.entries(publishedSchemas()))('is published as %s', async (file, schema) => {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../../reports/schemas/${file}`);
  });

  it('takes what runs write, to the last figure', () => {
    for (const record of [exampleRecord, exampleLoadRecord]) {
      expect(parseRunRecord(JSON.stringify(record))).toEqual(record);
    }
  });

  it('takes a left-out figure, but none that is not a number', () => {
    const window = { ...exampleRecord.load.windows[0], p50Ms: null };
    const load = { ...exampleRecord.load, windows: [window] };
    expect(runRecordSchema.safeParse({ ...exampleRecord, load }).success).toBe(false);
  });
});

describe('parseRunRecord', () => {
  it('names the parts that are not what a record says', () => {
    const text = JSON.stringify({
      ...exampleRecord,
      exitCode: 9,
      plan: { ...exampleRecord.plan, seed: '42' },
    });
    expect(() => parseRunRecord(text, 'reports/runs/x/record.json')).toThrow(
      /reports\/runs\/x\/record\.json is not a run record.*\n.*plan\.seed.*\nexitCode/,
    );
  });

  it('says that a file is not JSON, with a hint', () => {
    expect(() => parseRunRecord('{"schema":')).toThrow(UsageError);
    expect(() => parseRunRecord('{"schema":')).toThrow(/record\.json is not JSON/);
  });

  it('lists no more than five defects of something else entirely', () => {
    try {
      parseRunRecord('{}');
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message.split('\n')).toHaveLength(6);
    }
  });
});
