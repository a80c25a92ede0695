import { describe, expect, it } from 'vitest';
import type { K6Program } from '../../plan/run-plan.ts';
import { cautionsOfPlay, type PlayedHow } from './cautions-of-play.ts';

const k6 = (version: string): K6Program => ({ name: 'k6', binary: '/bin/k6', version, extensions: [] });
const plain: PlayedHow = { targetUrl: 'http://127.0.0.1:3000' };

describe('two runs', () => {
  it.each<[PlayedHow, readonly string[]]>([
    [
      { ...plain, engine: k6('2.2.0') },
      [
        'played by: the embedded engine, then k6 2.2.0',
        'threads that played it: 1, then as many as k6 takes',
      ],
    ],
    [{ ...plain, workers: 4 }, ['threads that played it: 1, then 4']],
    [
      { ...plain, wire: { connections: 'new' } },
      ['connections: shared by all users, then a new one for every request'],
    ],
    [
      { ...plain, wire: { connections: 'per-user' } },
      ['connections: shared by all users, then one for each user'],
    ],
    [{ targetUrl: 'https://shop.example' }, ['protocol: HTTP/1.1, then HTTP/1.1 over TLS']],
    [
      { targetUrl: 'https://shop.example', wire: { http2: true } },
      ['protocol: HTTP/1.1, then HTTP/2 over TLS'],
    ],
    [
      { ...plain, wire: { proxyUrl: 'http://proxy:3128' } },
      ['way to the target: straight, then by http://proxy:3128'],
    ],
  ])('that were played differently say how: %j', (after, cautions) => {
    expect(cautionsOfPlay(plain, after)).toEqual(cautions);
    expect(cautionsOfPlay(after, plain)).toHaveLength(cautions.length);
    expect(cautionsOfPlay(after, after)).toEqual([]);
  });

  it('by two versions of k6 are two kinds of run', () => {
    const cautions = cautionsOfPlay({ engine: k6('1.8.0') }, { engine: k6('2.2.0') });
    expect(cautions).toEqual(['played by: k6 1.8.0, then k6 2.2.0']);
  });

  it('need not have the same target or files of certificates', () => {
    const after = { targetUrl: 'http://127.0.0.1:4000', wire: { caFile: 'ca.pem' } };
    expect(cautionsOfPlay({ ...plain, workers: 1 }, after)).toEqual([]);
  });
});
