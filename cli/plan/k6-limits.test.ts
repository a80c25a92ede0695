import { describe, expect, it } from 'vitest';
import { type AskedOfK6, overloadOfK6 } from './k6-limits.ts';
import { FILE_KEYS } from './option-error.ts';

const asked: AskedOfK6 = {
  isPoisson: false,
  overload: 'queue',
  workers: 1,
  journeys: [],
  data: [],
  typed: new Set(),
};

describe('a load that k6 plays', () => {
  it('drops what would be one too many, unless something else was asked for', () => {
    expect(overloadOfK6(asked)).toBe('drop');
    expect(overloadOfK6({ ...asked, overload: 'drop', typed: new Set(['overload']) })).toBe('drop');
  });

  it('goes through the proxy of the environment, which is k6’s too', () => {
    expect(overloadOfK6({ ...asked, wire: { proxyUrl: 'http://proxy:3128' } })).toBe('drop');
  });

  it('names what is written in a file as it is written there', () => {
    const written = { isPoisson: true, names: FILE_KEYS };
    expect(() => overloadOfK6({ ...asked, ...written })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^poisson cannot/), option: ['poisson'] }),
    );
  });

  it.each([
    ['--overload queue', { overload: 'queue', typed: new Set(['overload']) }],
    ['--overload abort', { overload: 'abort', typed: new Set(['overload']) }],
    ['--poisson', { isPoisson: true }],
    ['--workers', { workers: 2 }],
    ['--journeys', { journeys: ['visit.ts'] }],
    ['the way requests are sent', { wire: { connections: 'new' } }],
    ['--data', { data: ['people=people.csv'] }],
  ] as const)('refuses %s, and says what can do it', (flag, changes) => {
    expect(() => overloadOfK6({ ...asked, ...changes })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${flag} cannot be played by k6: `),
        hint: 'Use --engine embedded, or leave it out.',
      }),
    );
  });
});
