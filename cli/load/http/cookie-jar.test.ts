import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookie-jar.ts';

const NOW_MS = Date.UTC(2026, 0, 1);

function jarOf(...setCookies: string[]): string | undefined {
  const jar = new CookieJar();
  for (const each of setCookies) jar.take(each, NOW_MS);
  return jar.header;
}

describe('a cookie jar', () => {
  it.each([
    ['is empty at first', [], undefined],
    ['keeps a cookie without its attributes', ['id=7; Path=/; HttpOnly'], 'id=7'],
    ['keeps several', ['a=1', 'b=2; Secure'], 'a=1; b=2'],
    ['replaces by name', ['a=1', 'a=2'], 'a=2'],
    ['keeps equals signs in values', ['token=ab==; Path=/'], 'token=ab=='],
    ['forgets at Max-Age=0', ['a=1', 'a=; Max-Age=0'], undefined],
    ['forgets at an Expires that is past', ['a=1', 'a=; expires=Thu, 01 Jan 1970 00:00:00 GMT'], undefined],
    ['keeps at an Expires to come', ['a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT'], 'a=1'],
    ['believes Max-Age before Expires', ['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], 'a=1'],
    ['ignores what is no cookie', ['', '=1', 'nothing'], undefined],
  ])('%s', (_what, setCookies, header) => {
    expect(jarOf(...setCookies)).toBe(header);
  });
});
