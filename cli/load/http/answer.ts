import type { JourneyResponse } from '../journey.ts';
import type { Sample } from '../sample.ts';
import { headerValues } from './answer-reader.ts';
import type { WireAnswer } from './transport.ts';

/** What a journey sees of a request that was not answered. */
export const noAnswer: JourneyResponse = {
  ok: false,
  declined: false,
  body: undefined,
  text: '',
  header: () => undefined,
};

/** An answer whose JSON is parsed when somebody looks, since most of them nobody looks at. */
export class Answer implements JourneyResponse {
  readonly ok: boolean;
  readonly declined: boolean;
  readonly status: number;
  readonly text: string;
  readonly #head: string;

  constructor(
    outcome: Sample['outcome'],
    { status, text, head = '' }: Extract<WireAnswer, { kind: 'answered' }>,
  ) {
    this.ok = outcome === 'ok';
    this.declined = outcome === 'declined';
    this.status = status;
    this.text = text;
    this.#head = head;
  }

  get body(): unknown {
    try {
      return JSON.parse(this.text);
    } catch {
      // No JSON is no error here: the journey says what it needs.
      return undefined;
    }
  }

  header(name: string): string | undefined {
    return headerValues(this.#head, name.toLowerCase())[0];
  }
}
