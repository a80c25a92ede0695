import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseYaml, readYamlFile } from './yaml-file.ts';

const schema = z.strictObject({ name: z.string(), steps: z.array(z.strictObject({ at: z.number() })) });

it('answers the value and where its parts stand', () => {
  const file = parseYaml('a.yaml', 'name: x\nsteps:\n  - at: 1\n  - at: 2\n', schema);
  expect(file.value.steps[1]).toEqual({ at: 2 });
  expect(file.locate(['steps', 1, 'at'])).toEqual({ line: 4, column: 9 });
});

it('names file, line and column of broken YAML', () => {
  expect(() => parseYaml('a.yaml', 'name: [x\nsteps: []\n', schema)).toThrow(/^a\.yaml:2:\d+: /);
});

it('names every defect with its place', () => {
  const broken = 'name: 5\nsteps:\n  - at: one\n    extra: 1\n';
  expect(() => parseYaml('a.yaml', broken, schema)).toThrow(
    /a\.yaml:1:7: name: .*\na\.yaml:3:9: steps\.0\.at: /s,
  );
});

it('says which file cannot be read', () => {
  expect(() => readYamlFile('/nowhere/at.yaml', schema)).toThrow('cannot read /nowhere/at.yaml');
});
