import {
  type Attributes,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Logger } from 'pino';
import { keyedRandom } from '../../contract/keyed-random.ts';
import type { ServiceName, ServiceRow } from '../../service-table.ts';
import { type GuardedPeer, guardPeer } from '../http/guarded-peer.ts';
import { createPeer, type PeerOutside } from '../http/http-peer.ts';
import type { Flags, Kit, ServiceClock } from '../kit.ts';
import type { ServiceStores } from '../stores/service-stores.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { messageOf } from '../thrown-value.ts';
import type { Endings } from './endings.ts';
import type { ServiceSettings } from './service-settings.ts';

/** What a {@link Kit} is put together from. */
export interface KitParts {
  readonly row: ServiceRow;
  readonly settings: ServiceSettings;
  readonly log: Logger;
  readonly clock: ServiceClock;
  readonly flags: Flags;
  readonly stores: ServiceStores;
  readonly telemetry: Telemetry;
  readonly peers: PeerOutside;
  readonly endings: Endings;
}

/** How long one piece of a service's own ending may take. */
const ENDING_CAP_MS = 3000;

/** Puts together what a service's routes are given. */
export function buildKit(parts: KitParts): Kit {
  const { row, settings, stores, telemetry, endings } = parts;
  const guards = new Map<string, GuardedPeer>();
  const guarded = (name: string, baseUrl: string) => {
    const known = guards.get(name);
    if (known !== undefined) return known;
    const fresh = guardPeer(name, createPeer(name, baseUrl, parts.peers), {
      ...parts,
      meter: telemetry.meter,
    });
    guards.set(name, fresh);
    return fresh;
  };
  return {
    row,
    instance: settings.instance,
    log: parts.log,
    clock: parts.clock,
    random: seededRandom(settings.seed, settings.instance),
    flags: parts.flags,
    meter: telemetry.meter,
    redis: () => given(stores.redis, `${row.name} has no Redis store in the service table`),
    postgres: () => given(stores.postgres, `${row.name} has no Postgres store in the service table`),
    peer: (name, guard = 'guarded') =>
      guard === 'bare'
        ? createPeer(name, urlOf(name, parts), parts.peers)
        : guarded(name, urlOf(name, parts)),
    external: guarded,
    peerStates: () => [...guards.values()].map((one) => one.state()),
    span: (name, attributes, work) => underSpan(telemetry.tracer, { name, attributes }, work),
    currentSpan: () => trace.getActiveSpan() ?? NO_SPAN,
    onClose: (work) => endings.add(work, ENDING_CAP_MS),
  };
}

/** Takes attributes and forgets them: in background work there may be no span. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

function given<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new RangeError(problem);
  return value;
}

function urlOf(name: ServiceName, { row, settings }: KitParts): string {
  if (!row.calls.includes(name))
    throw new RangeError(`${row.name} does not call ${name} in the service table`);

  return given(settings.peers[name], `there is no URL for ${name}`);
}

function seededRandom(seed: number, instance: string): () => number {
  let draw = 0;
  return () => {
    draw += 1;
    return keyedRandom(seed, instance, draw);
  };
}

async function underSpan<T>(
  tracer: Tracer,
  { name, attributes }: { readonly name: string; readonly attributes: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
