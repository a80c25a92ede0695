import { ClusterError, type StatusBody } from './cluster-error.ts';

/** What was asked, for the sentence. */
export interface Question {
  readonly server: string;
  readonly context: string;
  readonly method: string;
  /** Path of the API, without the query. */
  readonly path: string;
}

/** Answers what an answer that says no means, and the way out. */
export function explainStatus(status: number, body: StatusBody, question: Question): ClusterError {
  const said = body.message ?? `status ${status}`;
  const { context, server } = question;
  const error = (message: string, hint?: string) =>
    new ClusterError(message, { status, body, ...(hint === undefined ? {} : { hint }) });
  switch (status) {
    case 401:
      return error(
        `the cluster of context "${context}" does not accept its credentials: ${said}`,
        'Log in again, or choose another context: --context NAME.',
      );
    case 403:
      return error(
        `not allowed: ${said}`,
        'Ask for the rights that manifests/rbac.yaml lists, or use --namespace.',
      );
    case 404:
      return error(`not found: ${said}`);
    case 409:
      return explainConflict(body, error, said);
    case 422:
    case 400:
      return error(`the cluster refuses ${subject(question)}: ${said}`);
    case 429:
      return error(
        `the cluster at ${server} is too busy: it refused ${subject(question)} several times (429)`,
        'Try again in a minute; deploying again goes on where this stopped.',
      );
    default:
      return error(`the cluster at ${server} failed on ${subject(question)} with ${status}: ${said}`);
  }
}

/** Answers what a request without an answer means. */
export function explainNoAnswer(cause: unknown, { server, context }: Question): ClusterError {
  const text = describe(cause);
  const { code = '', name = '' } = cause as { code?: string; name?: string };
  const sentence =
    NETWORK.find(([pattern]) => pattern.test(`${code} ${name} ${text}`))?.[1] ?? 'does not answer';
  return new ClusterError(`the cluster at ${server} (context "${context}") ${sentence}: ${text}`, {
    status: 0,
    hint: 'Is it up, and reachable from here? Another one: --context NAME, or KUBECONFIG.',
    cause,
  });
}

const NETWORK: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'refuses connections'],
  [/ENOTFOUND|EAI_AGAIN/, 'has a name that cannot be resolved'],
  [/CERT|certificate|altnames|SELF_SIGNED/i, 'shows a certificate that is not trusted'],
  [/TIMEOUT|Timeout|Abort/, 'does not answer in time'],
  [/ECONNRESET|UND_ERR_SOCKET|EPIPE/, 'drops connections'],
];

/** Server-side apply names every field that somebody else owns. */
function explainConflict(
  { details }: StatusBody,
  error: (message: string, hint?: string) => ClusterError,
  said: string,
): ClusterError {
  const owned = (details?.causes ?? []).filter(({ reason }) => reason === 'FieldManagerConflict');
  if (owned.length === 0) return error(`conflict: ${said}`, 'Somebody else changed it just now: try again.');
  const fields = owned.map(({ field, message }) => `${field} (${message})`).join(', ');
  return error(
    `${details?.kind ?? 'an object'} "${details?.name}" has fields that another manager owns: ${fields}`,
    'Let that manager go of them, or take them over: --force-conflicts.',
  );
}

function subject({ method, path }: Question): string {
  const verb = { GET: 'reading', POST: 'creating', PATCH: 'applying', DELETE: 'deleting' }[method] ?? method;
  return `${verb} ${path.replace(/^\/apis?\//, '')}`;
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Happy-eyeballs failures have no message of their own, only one for each address.
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(describe).join('; ');
  return cause.message;
}
