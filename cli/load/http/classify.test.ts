import { describe, expect, it } from 'vitest';
import { classify } from './classify.ts';

const answered = (status: number, text = '') => classify({ kind: 'answered', status, text, cookies: [] });

describe('an answer', () => {
  it.each([
    [200, 'ok', undefined],
    [204, 'ok', undefined],
    [302, 'ok', undefined],
    [304, 'ok', undefined],
    [400, 'error', 'http_400'],
    [402, 'declined', undefined],
    [404, 'error', 'http_404'],
    [500, 'error', 'http_500'],
    [503, 'error', 'http_503'],
  ])('of %i is %s', (status, outcome, errorKind) => {
    expect(answered(status)).toMatchObject({ outcome, status, ...(errorKind && { errorKind }) });
    expect(answered(status).errorKind).toBe(errorKind);
  });

  it('that is an error keeps the beginning of what it says', () => {
    expect(answered(500, ' {"error":"no"}\n').errorText).toBe('{"error":"no"}');
    expect(answered(500, 'x'.repeat(5000)).errorText).toHaveLength(200);
    expect(answered(500).errorText).toBe('status 500 without a body');
  });

  it('that never came is an error of its own kind', () => {
    expect(classify({ kind: 'failed', errorKind: 'timeout', errorText: 'no answer within 5 ms' })).toEqual({
      outcome: 'error',
      errorKind: 'timeout',
      errorText: 'no answer within 5 ms',
    });
  });
});
