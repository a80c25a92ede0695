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
  const said = body.message ?? `status ${status} on ${subject(question)}`;
  const { context, server } = question;
  const error: Say = (message, hint) => new ClusterError(message, { status, body, hint });
  switch (status) {
    case 401:
      return error(
        `the cluster of context "${context}" does not accept its credentials: ${said}`,
        'Log in again, or choose another context: --context NAME.',
      );
    case 403:
      return explainForbidden(error, said);
    case 404:
      return explainMissing(body, error, said);
    case 409:
      return explainConflict(body, error, said);
    case 400:
    case 422:
      return explainRefusal(question, error, said);
    case 429:
      return error(
        `the cluster at ${server} is too busy: it refused ${subject(question)} several times (429)`,
        'Try again in a minute; deploying again goes on where this stopped.',
      );
    default:
      // Server-side apply answers 500 for a field that it does not know.
      if (said.startsWith('failed to create typed patch object'))
        return explainRefusal(question, error, said);
      return error(
        `the cluster at ${server} failed on ${subject(question)} with ${status}: ${said}`,
        'It is the cluster’s own trouble: try again in a minute, or ask who runs it.',
      );
  }
}

type Say = (message: string, hint: string) => ClusterError;

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
  [/ERR_SSL|EPROTO/, 'does not speak TLS as it should'],
  [/TIMEOUT|Timeout|Abort/, 'does not answer in time'],
  [/ECONNRESET|UND_ERR_SOCKET|EPIPE/, 'drops connections'],
];

/** What a 403 can be besides a right that is missing: message → way out. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/being terminated/, 'Wait until the namespace is gone, or choose another one: --namespace NAME.'],
  [/exceeded quota/, 'Raise the quota, or choose another namespace: --namespace NAME.'],
  [
    /denied the request|denied request|violates PodSecurity/,
    'A policy of the cluster is in the way: choose a namespace whose policies allow it, --namespace NAME.',
  ],
  [/system:anonymous/, 'No credentials were sent: log in, or choose another context: --context NAME.'],
];

function explainForbidden(error: Say, said: string): ClusterError {
  const hint = FORBIDDEN.find(([pattern]) => pattern.test(said))?.[1];
  return error(
    `not allowed: ${said}`,
    hint ?? 'Ask for the rights that manifests/rbac.yaml lists, or use --namespace.',
  );
}

function explainMissing({ details }: StatusBody, error: Say, said: string): ClusterError {
  if (details?.kind === 'namespaces') {
    return error(
      `the namespace "${details.name}" does not exist`,
      'Make it with `shopctl deploy --target kubernetes`, or choose another one: --namespace NAME.',
    );
  }
  // Only objects have names; a path without one is an API that this cluster does not have.
  return details?.name === undefined
    ? error(`the cluster does not know this API: ${said}`, 'shopctl needs Kubernetes 1.29 or newer.')
    : error(`not found: ${said}`, 'Is it the right namespace? `shopctl status` shows what runs.');
}

function explainRefusal(question: Question, error: Say, said: string): ClusterError {
  return error(
    `the cluster refuses ${subject(question)}: ${said}`,
    said.includes('immutable')
      ? 'What was deployed before cannot be changed into it: `shopctl destroy`, then deploy again.'
      : '`shopctl deploy --dry-run=server` shows, object by object, what this cluster would take.',
  );
}

/** Server-side apply names every field that somebody else owns. */
function explainConflict({ details }: StatusBody, error: Say, said: string): ClusterError {
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
