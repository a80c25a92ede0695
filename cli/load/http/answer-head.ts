/** What the head of an answer says about its body and its connection, found in one pass. */
export interface AnswerHead {
  /** The head as it came, without its first line; see {@link headerValues}. */
  readonly text: string;
  /** Values of the headers of these names, in order. */
  readonly connection: readonly string[];
  readonly contentLength: readonly string[];
  readonly transferEncoding: readonly string[];
  readonly keepAlive: readonly string[];
  readonly setCookie: readonly string[];
}

const COLON = 0x3a;
const NONE: readonly string[] = [];
/** Their names differ in length, but for three. */
const TEN = 'connection'.length;
const FOURTEEN = 'content-length'.length;
const SEVENTEEN = 'transfer-encoding'.length;

/** Reads the lines of a head: most of them are of headers that decide nothing, and are passed over by their length. */
export function answerHead(text: string): AnswerHead {
  const found: Record<Key, readonly string[]> & { readonly text: string } = {
    text,
    connection: NONE,
    contentLength: NONE,
    transferEncoding: NONE,
    keepAlive: NONE,
    setCookie: NONE,
  };
  for (let from = 0; from < text.length; ) {
    const lineEnd = text.indexOf('\r\n', from);
    const to = lineEnd < 0 ? text.length : lineEnd;
    const key = keyAt(text, from);
    if (key !== undefined) found[key] = [...found[key], text.slice(text.indexOf(':', from) + 1, to).trim()];
    from = to + 2;
  }
  return found;
}

type Key = Exclude<keyof AnswerHead, 'text'>;

const KEYS: Readonly<Record<string, Key>> = {
  connection: 'connection',
  'content-length': 'contentLength',
  'transfer-encoding': 'transferEncoding',
  'keep-alive': 'keepAlive',
  'set-cookie': 'setCookie',
};

function keyAt(text: string, from: number): Key | undefined {
  for (const length of [TEN, FOURTEEN, SEVENTEEN]) {
    if (text.charCodeAt(from + length) === COLON) return KEYS[text.slice(from, from + length).toLowerCase()];
  }
  return undefined;
}

/**
 * Answers the values of any header, in order.
 * @param name in lower case
 */
export function headerValues(head: string, name: string): readonly string[] {
  const values: string[] = [];
  for (let from = 0; from < head.length; ) {
    const lineEnd = head.indexOf('\r\n', from);
    const to = lineEnd < 0 ? head.length : lineEnd;
    const valueFrom = from + name.length + 1;
    // Compared by length first: most lines are of another header.
    if (head[valueFrom - 1] === ':' && head.slice(from, valueFrom - 1).toLowerCase() === name) {
      values.push(head.slice(valueFrom, to).trim());
    }
    from = to + 2;
  }
  return values;
}
