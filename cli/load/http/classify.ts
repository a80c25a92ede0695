import type { Sample } from '../sample.ts';
import type { WireAnswer } from './transport.ts';

/** How much of an answer is kept as an example of an error. */
const LONGEST_EXAMPLE = 200;

/** What came of a request. */
export type Classified = Pick<Sample, 'outcome' | 'status' | 'errorKind' | 'errorText'>;

/**
 * Answers what an answer means: 2xx and 3xx are fine, 402 is a declined payment (a business outcome, no error),
 * every other status and the lack of one are errors.
 */
export function classify(answer: WireAnswer): Classified {
  if (answer.kind === 'failed') {
    return { outcome: 'error', errorKind: answer.errorKind, errorText: answer.errorText };
  }
  const { status, text } = answer;
  if (status === 402) return { outcome: 'declined', status };
  if (status < 400) return { outcome: 'ok', status };
  const errorText = text.trim().slice(0, LONGEST_EXAMPLE) || `status ${status} without a body`;
  return { outcome: 'error', status, errorKind: `http_${status}`, errorText };
}
