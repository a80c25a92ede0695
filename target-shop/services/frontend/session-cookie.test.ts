import { expect, test } from 'vitest';
import { cookieValue } from './session-cookie.ts';

test.each([
  ['', undefined],
  ['sid=0123abcd', '0123abcd'],
  ['a=1; sid=0123abcd ; b=2', '0123abcd'],
  ['xsid=1', undefined],
  ['sid=a=b', 'a=b'],
])('finds the session in "%s"', (header, value) => expect(cookieValue(header, 'sid')).toBe(value));
