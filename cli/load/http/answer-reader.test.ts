import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerHead, headerValues } from './answer-head.ts';
import { AnswerReader, type ReadAnswer } from './answer-reader.ts';

/** Reads pieces, whose memory is used again at once, as that of a socket is. */
function read(pieces: readonly (string | Buffer)[], method = 'GET'): ReadAnswer | undefined {
  const reader = new AnswerReader();
  reader.expect(method);
  let answer: ReadAnswer | undefined;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece as string);
    answer = reader.take(bytes);
    bytes.fill('?');
  }
  return answer;
}

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n{"é":1}';
const CHUNKED =
  'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\nA;x=1\r\n":"bcdefgh\r\n2\r\n"}\r\n0\r\nexpires: 0\r\n\r\n';

describe('an answer', () => {
  it('has a status, a text and headers', () => {
    const answer = read([SIZED.replace('7', '8')]);
    expect(answer).toMatchObject({ status: 200, text: '{"é":1}', isKeptAlive: true });
    expect(answer?.head.setCookie).toEqual(['a=1', 'b=2']);
  });

  it('has a head whose values are found by name, in any spelling', () => {
    const { text, ...found } = answerHead(
      'KEEP-Alive: timeout=5\r\nconnection:close\r\nx-other: 1\r\nConnectioN:  x ',
    );
    expect(found).toEqual({
      connection: ['close', 'x'],
      contentLength: [],
      transferEncoding: [],
      keepAlive: ['timeout=5'],
      setCookie: [],
    });
    expect(headerValues(text, 'connection')).toEqual(['close', 'x']);
    expect(headerValues(text, 'connect')).toEqual([]);
  });

  it.each([
    ['of a size', SIZED.replace('7', '8'), '{"é":1}'],
    ['in chunks', CHUNKED, '{"a":"bcdefgh"}'],
    ['after an interim one', `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${CHUNKED}`, '{"a":"bcdefgh"}'],
  ])('%s is the same however its bytes are cut', (_kind, whole, text) => {
    const bytes = Buffer.from(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((to, place) => bytes.subarray(at[place] ?? 0, to));
        // The last cut may leave nothing for the last piece: the answer is the one that was whole first.
        expect(read(pieces.filter(({ length }) => length > 0))).toMatchObject({ text, isKeptAlive: true });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 12\r\n\r\n'],
    ['GET', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ])('may have no body (%s, %j)', (method, head) => {
    expect(read([head], method)).toMatchObject({ text: '', isKeptAlive: true });
  });

  it('may end with its connection', () => {
    const reader = new AnswerReader();
    reader.expect('GET');
    expect(reader.take(Buffer.from('HTTP/1.1 200 OK\r\n\r\nhal'))).toBeUndefined();
    expect(reader.take(Buffer.from('f'))).toBeUndefined();
    expect(reader.close()).toMatchObject({ text: 'half', isKeptAlive: false });
  });

  it.each([
    ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhal'],
    ['HTTP/1.1 200'],
  ])('that ends with its connection before its end is none (%j)', (bytes) => {
    const reader = new AnswerReader();
    reader.expect('GET');
    expect(reader.take(Buffer.from(bytes))).toBeUndefined();
    expect(reader.close()).toBeUndefined();
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200', false],
  ])('tells whether another may follow (%j)', (bytes, isKeptAlive) => {
    expect(read([bytes])?.isKeptAlive).toBe(isKeptAlive);
  });

  it.each([
    ['SSH-2.0-OpenSSH\r\n\r\n', 'no HTTP/1.1 answer: "SSH-2.0-OpenSSH"'],
    ['HTTP/2 200\r\n\r\n', 'no HTTP/1.1 answer'],
    ['HTTP/1.1 101 Switching\r\n\r\n', 'wants another protocol'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\n', 'content-length: "5, 6"'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n', 'content-length: "5,6"'],
    ['HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'content-length: "-1"'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'no size of a chunk: "zz"'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n', 'longer than its size: "b"'],
    [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`, 'the head of the answer has no end'],
    [
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;${'y'.repeat(5000)}`,
      'a line between chunks has no end',
    ],
  ])('of a wrong form is refused (%#)', (bytes, message) => {
    expect(() => read([bytes])).toThrow(message);
  });

  it('of many pieces is read in time that grows with its length alone', () => {
    const reader = new AnswerReader();
    reader.expect('GET');
    const piece = Buffer.alloc(16 * 1024, 'x');
    const pieces = 512;
    reader.take(Buffer.from(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n800000\r\n`));
    for (let sent = 0; sent < pieces; sent += 1) expect(reader.take(piece)).toBeUndefined();
    expect(reader.take(Buffer.from('\r\n0\r\n\r\n'))?.text).toHaveLength(8 * 1024 * 1024);
  });
});
