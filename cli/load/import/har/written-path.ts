import { isIdKey, isIdSegment } from '../linked-value.ts';
import { Expression, Template } from '../script.ts';
import type { AnsweredValues } from './answered-values.ts';

/** Answers a recorded address as a journey writes it: ids from earlier answers, and a route without them. */
export function writtenPath(
  url: URL,
  answers: AnsweredValues,
): { readonly path: Template; readonly route?: string; readonly comments: readonly string[] } {
  const parts: (string | Expression)[] = [];
  const route: string[] = [];
  const literal: string[] = [];
  for (const segment of url.pathname.split('/').slice(1)) {
    const value = decoded(segment);
    const name = answers.nameOf(value, true);
    parts.push('/', name === undefined ? segment : inUrl(name, value));
    if (name !== undefined) route.push(`:${name}`);
    else if (isIdSegment(value)) route.push(':id');
    else route.push(segment);
    if (name === undefined && isIdSegment(value)) literal.push(value);
  }
  const query = queryParts(url.search, answers);
  const template = `/${route.join('/')}`;
  const comments = literal.map((value) => `${value} stands as recorded: no earlier answer holds it.`);
  const path = new Template([...parts, ...query]);
  return { path, ...(template === url.pathname + url.search ? {} : { route: template }), comments };
}

/** As it was sent, but for ids that an earlier answer holds. */
function queryParts(search: string, answers: AnsweredValues): readonly (string | Expression)[] {
  return search
    .split(/([?&])/)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [key = '', ...rest] = part.split('=');
      const value = decoded(rest.join('=').replaceAll('+', ' '));
      const name = rest.length === 0 ? undefined : answers.nameOf(value, isIdKey(decoded(key)));
      return name === undefined ? [part] : [`${key}=`, inUrl(name, value)];
    });
}

/** What needs no escaping once will hardly need it another time. */
function inUrl(name: string, recorded: string): Expression {
  return new Expression(/^[\w.~-]+$/.test(recorded) ? name : `encodeURIComponent(${name})`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
