import type { RunPlan } from '../../plan/run-plan.ts';

/** How a run was played, besides its loads: what makes figures of one machine differ from those of another way. */
export type PlayedHow = Pick<RunPlan, 'engine' | 'workers' | 'wire' | 'targetUrl'>;

type Facet = readonly [what: string, of: (how: PlayedHow) => string];

const CONNECTIONS = { 'per-user': 'one for each user', new: 'a new one for every request' } as const;

const FACETS: readonly Facet[] = [
  ['played by', engineOf],
  ['threads that played it', threadsOf],
  ['connections', ({ wire }) => (wire?.connections ? CONNECTIONS[wire.connections] : 'shared by all users')],
  ['protocol', protocolOf],
  ['way to the target', ({ wire }) => (wire?.proxyUrl === undefined ? 'straight' : `by ${wire.proxyUrl}`)],
];

/** Answers in what two runs were played differently, so that a change may be that of the load and not of its target. */
export function cautionsOfPlay(before: PlayedHow, after: PlayedHow): readonly string[] {
  return FACETS.flatMap(([what, of]) => {
    const [was, is] = [of(before), of(after)];
    return was === is ? [] : [`${what}: ${was}, then ${is}`];
  });
}

function engineOf({ engine }: PlayedHow): string {
  return engine === undefined ? 'the embedded engine' : `${engine.name} ${engine.version}`;
}

/** k6 has threads of its own, and tells nobody how many. */
function threadsOf({ engine, workers = 1 }: PlayedHow): string {
  return engine === undefined ? `${workers}` : `as many as ${engine.name} takes`;
}

function protocolOf({ wire, targetUrl = '' }: PlayedHow): string {
  const http = wire?.http2 === true ? 'HTTP/2' : 'HTTP/1.1';
  return targetUrl.startsWith('https:') ? `${http} over TLS` : http;
}
