import { didYouMean } from '../../core/closest-name.ts';
import { UsageError } from '../../core/errors.ts';

/** Where a run's results go besides its folder. */
export type OutputTarget =
  | { readonly kind: 'jsonl' | 'csv' | 'junit' | 'markdown'; readonly file: string }
  | { readonly kind: 'otlp'; readonly url: string }
  | { readonly kind: 'prometheus'; readonly host: string; readonly port: number };

const FILE_KINDS = ['jsonl', 'csv', 'junit', 'markdown'] as const;
const KINDS = [...FILE_KINDS, 'otlp', 'prometheus'];

/**
 * Reads `--out KIND=WHERE`.
 * @example parseOutput('csv=requests.csv')
 * @throws UsageError naming the value and the way to write it
 */
export function parseOutput(text: string): OutputTarget {
  const [, kind = '', where = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (!KINDS.includes(kind)) {
    const meant = KINDS.find((each) => kind.startsWith(each));
    throw new UsageError(`--out ${text}: "${kind}" is not an output`, {
      hint: (meant && EXAMPLES[meant]) ?? didYouMean(kind, KINDS),
    });
  }
  if (where === '')
    throw new UsageError(`--out ${text} does not say where to`, { hint: EXAMPLES[kind] ?? '' });
  const fileKind = FILE_KINDS.find((each) => each === kind);
  if (fileKind !== undefined) return { kind: fileKind, file: where };
  return kind === 'otlp' ? { kind: 'otlp', url: parseUrl(where) } : parseAddress(where);
}

const EXAMPLES: Readonly<Record<string, string>> = {
  jsonl: 'Write --out jsonl=requests.jsonl.',
  csv: 'Write --out csv=requests.csv.',
  junit: 'Write --out junit=junit.xml.',
  markdown: 'Write --out markdown=summary.md.',
  otlp: 'Write --out otlp=http://127.0.0.1:4318.',
  prometheus: 'Write --out prometheus=127.0.0.1:9464.',
};

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return text;
  throw new UsageError(`--out otlp=${text} is not an http URL`, { hint: EXAMPLES['otlp'] ?? '' });
}

function parseAddress(text: string): OutputTarget {
  const [, host = '127.0.0.1', port = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  const number = Number(port);
  if (port !== '' && number > 0 && number < 65_536) return { kind: 'prometheus', host, port: number };
  throw new UsageError(`--out prometheus=${text} is not an address`, { hint: EXAMPLES['prometheus'] ?? '' });
}
