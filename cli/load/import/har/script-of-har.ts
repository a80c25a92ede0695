import { Names } from '../identifiers.ts';
import type { Imported, Script, Step } from '../script.ts';
import { AnsweredValues } from './answered-values.ts';
import type { HarEntry } from './har-file.ts';
import { type KeepOptions, type KeptEntry, keptEntries } from './kept-entries.ts';
import { bodyType, writtenBody } from './written-body.ts';
import { type Redacted, writtenHeaders } from './written-headers.ts';
import { writtenPath } from './written-path.ts';

/** Shorter pauses are the browser's and not the user's. */
const SHORTEST_THOUGHT_MS = 100;
/** Whoever leaves the machine does not think. */
const LONGEST_THOUGHT_MS = 30_000;

/**
 * Answers a recording as a journey: its requests in their order, with what earlier answers said in place of what was
 * recorded, pauses as think times, and no secrets.
 * @param name of the journey
 * @throws UsageError when the recording holds nothing to play
 */
export function scriptOfHar(entries: readonly HarEntry[], name: string, options: KeepOptions): Imported {
  const { kept, host, notes } = keptEntries(entries, options);
  const names = new Names();
  const answers = new AnsweredValues(names);
  const redacted: Redacted = { names: new Set() };
  const steps = kept.map((one, place): Step => {
    const { path, route, comments } = writtenPath(one.url, answers);
    const { request, response } = one.entry;
    const content = writtenBody(request, answers);
    const type = bodyType(request, content);
    const step = {
      ...thinkBefore(one, kept.slice(0, place)),
      comments: [...comments, ...secretComment(content), ...statusComment(response.status)],
      method: one.method,
      path,
      ...(route === undefined ? {} : { route }),
      headers: {
        ...writtenHeaders(request, answers, redacted),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...content,
      answer: '',
      captures: [],
    };
    answers.add(place, one.url.pathname, jsonOf(one.entry));
    return step;
  });
  const script: Script = {
    name,
    purpose: `${kept.length} requests to ${host}, as recorded.`,
    steps: captured(steps, kept, answers, names),
  };
  return { scripts: [script], notes: [...notes, ...redactedNote(redacted)] };
}

/** Which answers are looked into is known only when all requests are written. */
function captured(
  steps: readonly Step[],
  kept: readonly KeptEntry[],
  answers: AnsweredValues,
  names: Names,
): readonly Step[] {
  return steps.map((step, place) => {
    const captures = answers.captures.filter((one) => one.step === place);
    if (captures.length === 0) return step;
    return { ...step, captures, answer: names.take(answerName(kept[place]?.url.pathname ?? '')) };
  });
}

function answerName(pathname: string): string {
  const word = pathname.split('/').findLast((segment) => /^[a-z]+$/i.test(segment) && segment !== 'api');
  return `${word?.toLowerCase() ?? ''}Answer`.replace(/^A/, 'a');
}

function thinkBefore({ startedAtMs }: KeptEntry, before: readonly KeptEntry[]): Pick<Step, 'think'> {
  if (before.length === 0) return {};
  const gapMs = startedAtMs - Math.max(...before.map(({ endedAtMs }) => endedAtMs));
  if (gapMs < SHORTEST_THOUGHT_MS) return {};
  const thoughtMs = Math.min(gapMs, LONGEST_THOUGHT_MS);
  const rounded = (ms: number) => Math.round(ms / 10) * 10;
  return { think: { minMs: rounded(thoughtMs * 0.5), maxMs: rounded(thoughtMs * 1.5) } };
}

/** A login needs its password: it stays, but not unsaid. */
function secretComment({ body, form }: Pick<Step, 'body' | 'form'>): readonly string[] {
  const keys = Object.keys({ ...(typeof body === 'object' ? body : {}), ...form });
  return keys
    .filter((key) => /^(pass|password|passwd|pwd|pin|(client_?)?secret)$/i.test(key))
    .map((key) => `"${key}" stands here as recorded: better from --data.`);
}

function statusComment(status: number): readonly string[] {
  return status < 400 ? [] : [`Was answered with ${status} when it was recorded.`];
}

function redactedNote({ names }: Redacted): readonly string[] {
  if (names.size === 0) return [];
  return [
    `left out, as they are secrets: headers ${[...names].sort().join(', ')}; a user keeps its own cookies, give other headers from --data`,
  ];
}

function jsonOf({ response: { content } }: HarEntry): unknown {
  const { text = '', encoding } = content;
  try {
    return JSON.parse(encoding === 'base64' ? Buffer.from(text, 'base64').toString() : text);
  } catch {
    // Most answers are no JSON, and say nothing that could be used again.
    return undefined;
  }
}
