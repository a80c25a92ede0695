import { expect, it } from 'vitest';
import { painterFor } from './colour.ts';

const terminal = { env: {}, argv: [], isTty: true };

it.each([
  ['a terminal', terminal, true],
  ['a pipe', { ...terminal, isTty: false }, false],
  ['--no-color', { ...terminal, argv: ['load', '--no-color'] }, false],
  ['--json', { ...terminal, argv: ['load', '--json'] }, false],
  ['NO_COLOR', { ...terminal, env: { NO_COLOR: '1' } }, false],
  ['an empty NO_COLOR', { ...terminal, env: { NO_COLOR: '' } }, true],
  ['SHOPCTL_NO_COLOR', { ...terminal, env: { SHOPCTL_NO_COLOR: '1' } }, false],
  ['TERM=dumb', { ...terminal, env: { TERM: 'dumb' } }, false],
] as const)('%s: colour %s', (_, settings, isPainted) => {
  expect(painterFor(settings).red('x') !== 'x').toBe(isPainted);
});
