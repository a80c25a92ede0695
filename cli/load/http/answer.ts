import type { JourneyResponse } from '../journey.ts';
import type { Sample } from '../sample.ts';
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
  readonly #header: Extract<WireAnswer, { kind: 'answered' }>['header'];

  constructor(
    outcome: Sample['outcome'],
    { status, text, header }: Extract<WireAnswer, { kind: 'answered' }>,
  ) {
    this.ok = outcome === 'ok';
    this.declined = outcome === 'declined';
    this.status = status;
    this.text = text;
    this.#header = header;
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
    return this.#header?.(name.toLowerCase());
  }
}
