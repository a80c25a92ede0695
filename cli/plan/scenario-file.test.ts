import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../core/package-root.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { scenarioSchema } from './scenario-file.ts';

const good = readFileSync(path.join(packageRoot(), 'scenarios', 'blackfriday.yaml'), 'utf8');

/** Reads the scenario with one part replaced. */
function withPart(part: string, replacement: string): unknown {
  if (!good.includes(part)) throw new Error(`the scenario does not say "${part}"`);
  return parseYaml('x.yaml', good.replace(part, replacement), scenarioSchema);
}

it.each([
  ['duration: 30m', 'duration: 30', /x\.yaml:13:11: duration: .*write a duration/],
  ['duration: 30m', 'duration: 30 minutes', /"30 minutes" is not a duration/],
  ['from: 30/m', 'from: fast', /"fast" is not a rate/],
  ['maxErrors: 2%', 'maxErrors: 200%', /a share cannot be above 100%/],
  ['kind: recommendation-degraded', 'kind: meteor', /faults\.0\.kind/],
  ['recommendation-required: true', 'recomendation-required: true', /flags/],
  ['at: 5m', 'at: 30s', /steps must ascend/],
  ['during: fault', 'durin: fault', /durin/],
])('refuses %s written as %s, with its place', (part, replacement, complaint) => {
  expect(() => withPart(part, replacement)).toThrow(complaint);
});

it('is the schema that editors get', async () => {
  const schema = `${JSON.stringify(z.toJSONSchema(scenarioSchema, { io: 'input' }), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(path.join(packageRoot(), 'scenarios', 'scenario.schema.json'));
});
