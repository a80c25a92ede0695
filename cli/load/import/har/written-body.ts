import { isIdKey } from '../linked-value.ts';
import { Expression, type Step, type Value } from '../script.ts';
import type { AnsweredValues } from './answered-values.ts';
import type { HarEntry } from './har-file.ts';

type Written = Pick<Step, 'body' | 'form'>;

/** Answers a recorded body as a journey writes it: JSON with ids from earlier answers, fields of a form, or text. */
export function writtenBody({ postData }: HarEntry['request'], answers: AnsweredValues): Written {
  if (postData === undefined) return {};
  const { mimeType, text = '', params = [] } = postData;
  if (mimeType.startsWith('application/x-www-form-urlencoded')) {
    const pairs =
      params.length > 0
        ? params.map(({ name, value }) => [name, value] as const)
        : [...new URLSearchParams(text)];
    return { form: Object.fromEntries(pairs.map(([key, value]) => [key, formValue(key, value, answers)])) };
  }
  if (text === '') return {};
  const json = mimeType.includes('json') ? parsed(text) : undefined;
  if (json === undefined) return { body: text };
  return { body: linked(json, undefined, answers) };
}

/** Answers the kind of body that a journey must name because the engine would send another; else `undefined`. */
export function bodyType({ postData }: HarEntry['request'], { body }: Written): string | undefined {
  if (body === undefined || postData === undefined || postData.mimeType === '') return undefined;
  const isUsual = typeof body !== 'string' && postData.mimeType.startsWith('application/json');
  return isUsual ? undefined : postData.mimeType;
}

function linked(value: unknown, key: string | undefined, answers: AnsweredValues): Value {
  if (Array.isArray(value)) return value.map((item) => linked(item, key, answers));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, linked(item, name, answers)]),
    );
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value as boolean | null; // what else JSON has
  const name = answers.nameOf(value, isIdKey(key));
  return name === undefined ? value : new Expression(name);
}

function formValue(key: string, value: string, answers: AnsweredValues): Value {
  const name = answers.nameOf(value, isIdKey(key));
  return name === undefined ? value : new Expression(`String(${name})`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Sent as it was, then: what is wrong with it is part of the recording.
    return undefined;
  }
}
