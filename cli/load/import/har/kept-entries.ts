import { didYouMean } from '../../../core/closest-name.ts';
import { UsageError } from '../../../core/errors.ts';
import type { JourneyRequest } from '../../journey.ts';
import type { HarEntry } from './har-file.ts';

/** A request of the recording that becomes one of the journey. */
export interface KeptEntry {
  readonly entry: HarEntry;
  readonly url: URL;
  readonly method: JourneyRequest['method'];
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface KeepOptions {
  /** `shop.example`, or with its port; that of most requests when left out. */
  readonly host?: string | undefined;
  /** Whether images, scripts, styles and fonts are kept. */
  readonly isAllKept: boolean;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const STATIC_PATH =
  /\.(js|mjs|css|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm|mp3|wasm)$/i;
const STATIC_TYPE = /^(image|font|audio|video)\/|^text\/css|javascript/i;

/**
 * Answers the requests to one host in the order they were sent, and what was left out.
 * @throws UsageError when nothing is left
 */
export function keptEntries(
  entries: readonly HarEntry[],
  { host, isAllKept }: KeepOptions,
): { readonly kept: readonly KeptEntry[]; readonly host: string; readonly notes: readonly string[] } {
  const answered = entries.flatMap(keptOf);
  const wanted = isAllKept ? answered : answered.filter((one) => !isStatic(one));
  const counts = new Map<string, number>();
  for (const { url } of wanted) counts.set(url.host, (counts.get(url.host) ?? 0) + 1);
  const hosts = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const chosen = hosts.find((one) => one === host || one.replace(/:\d+$/, '') === host) ?? hosts[0];
  if (chosen === undefined)
    throw new UsageError('the recording holds no request that could be played', {
      hint: '--all keeps images, scripts and styles too.',
    });
  if (host !== undefined && chosen !== host && !chosen.startsWith(`${host}:`)) {
    throw new UsageError(`--host ${host}: the recording holds no request to it`, {
      hint: didYouMean(host, hosts),
    });
  }
  const kept = wanted.filter(({ url }) => url.host === chosen).sort((a, b) => a.startedAtMs - b.startedAtMs);
  return {
    kept,
    host: chosen,
    notes: [...staticNote(answered.length - wanted.length), ...hostNote(chosen, hosts, counts)],
  };
}

/** Nothing for what a browser did by itself, or never had an answer to. */
function keptOf(entry: HarEntry): readonly KeptEntry[] {
  const url = URL.parse(entry.request.url);
  const method = METHODS.find((one) => one === entry.request.method.toUpperCase());
  if (url === null || !/^https?:$/.test(url.protocol) || method === undefined) return [];
  if (entry.response.status === 0 || entry._resourceType === 'websocket' || isPreflight(entry)) return [];
  const startedAtMs = Date.parse(entry.startedDateTime);
  return [{ entry, url, method, startedAtMs, endedAtMs: startedAtMs + Math.max(0, entry.time) }];
}

function isPreflight({ request }: HarEntry): boolean {
  const asks = request.headers.some(({ name }) => name.toLowerCase() === 'access-control-request-method');
  return request.method.toUpperCase() === 'OPTIONS' && asks;
}

function isStatic({ entry, url, method }: KeptEntry): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return STATIC_PATH.test(url.pathname) || STATIC_TYPE.test(entry.response.content.mimeType);
}

function staticNote(count: number): readonly string[] {
  return count === 0 ? [] : [`left out: ${count} images, styles, scripts and fonts; --all keeps them`];
}

function hostNote(
  chosen: string,
  hosts: readonly string[],
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const others = hosts.filter((one) => one !== chosen).map((one) => `${one} (${counts.get(one)})`);
  return others.length === 0
    ? []
    : [`only requests to ${chosen} are kept; --host chooses another: ${others.join(', ')}`];
}
