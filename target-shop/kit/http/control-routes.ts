import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import { type ChaosState, type FlagOverride, TOKEN_HEADER } from '../../contract/chaos-wire.ts';
import { FLAGS, isFlagName } from '../../contract/flags.ts';
import type { FlagLeases } from '../flags/flag-leases.ts';
import type { LiveFlags } from '../flags/live-flags.ts';
import { HttpProblem } from '../http-problem.ts';
import type { ServiceSettings } from '../service/service-settings.ts';
import { withinTime } from '../service/within-time.ts';
import type { ServiceStore } from '../stores/service-store.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { messageOf } from '../thrown-value.ts';
import {
  CHAOS,
  END_LEASE,
  FLAGS_IN_FORCE,
  FLUSH,
  HEALTH,
  type leaseBody,
  METRICS,
  OPENAPI,
  PEERS,
  PUT_LEASE,
  READY,
} from './control-operations.ts';
import type { PeerState } from './guarded-peer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { type Route, route } from './route.ts';

/** What the control routes show and steer. */
export interface ControlParts {
  readonly settings: ServiceSettings;
  readonly stores: readonly ServiceStore[];
  readonly flags: LiveFlags;
  readonly leases: FlagLeases;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly isDraining: () => boolean;
  /** Answers the OpenAPI document of the whole service, these routes included. */
  readonly document: () => OpenApiDocument;
  readonly peerStates: () => readonly PeerState[];
}

/** A store that has not said by then that it works does not. */
const READY_WITHIN_MS = 1000;

/**
 * The routes every service has for its platform and for the tool. They make no spans and count as no traffic:
 * probes would otherwise be most of what is recorded.
 */
export function controlRoutes(parts: ControlParts): readonly Route[] {
  return [...openRoutes(parts), ...chaosRoutes(parts).map((one) => guarded(parts.settings.token, one))];
}

function openRoutes(parts: ControlParts): readonly Route[] {
  const { settings, telemetry } = parts;
  return [
    route(HEALTH, (_input, response) => {
      response.json({ status: 'ok', service: settings.service, version: settings.version });
    }),
    route(READY, async (_input, response) => {
      const problems = await readinessProblems(parts);
      const status = problems.length === 0 ? 'ready' : 'not ready';
      response
        .status(problems.length === 0 ? 200 : 503)
        .json({ status, service: settings.service, problems });
    }),
    route(METRICS, async (_input, response) => {
      response.type('text/plain; version=0.0.4').send(await telemetry.prometheusText());
    }),
    route(PEERS, (_input, response) => void response.json(parts.peerStates())),
    route(OPENAPI, (_input, response) => void response.json(parts.document())),
  ];
}

function chaosRoutes(parts: ControlParts): readonly Route[] {
  return [
    route(CHAOS, (_input, response) => void response.json(chaosState(parts))),
    route(PUT_LEASE, ({ params, body }, response) => {
      putLease(parts, params.id, body);
      response.json(chaosState(parts));
    }),
    route(END_LEASE, ({ params }, response) => {
      if (parts.leases.end(params.id)) parts.log.info({ lease: params.id }, 'Lease ended');
      response.json(chaosState(parts));
    }),
    route(FLAGS_IN_FORCE, (_input, response) => void response.json(parts.flags.inForce())),
    route(FLUSH, async (_input, response) => {
      await parts.telemetry.flush();
      response.status(204).end();
    }),
  ];
}

/** Readiness is about this service's own stores; one that looked at its peers would fall over with them. */
async function readinessProblems({ stores, isDraining }: ControlParts): Promise<readonly object[]> {
  if (isDraining()) return [{ problem: 'the service is ending' }];
  const looked = await Promise.all(
    stores.map(async (one) => {
      const problem = await withinTime(READY_WITHIN_MS, one.problem()).catch(messageOf);
      return { store: one.store, problem };
    }),
  );
  return looked.filter(({ problem }) => problem !== undefined);
}

/** Answers a route that only the bearer of the token may use. */
function guarded(token: string | undefined, { operation, handle }: Route): Route {
  return {
    operation: {
      ...operation,
      answers: { ...operation.answers, 401: ['UNAUTHORIZED'], 403: ['NO_TOKEN'] },
    },
    handle: (request, response, next) => {
      checkToken(request, token);
      return handle(request, response, next);
    },
  };
}

/** @throws HttpProblem 401 or 403 */
function checkToken(request: Request, token: string | undefined): void {
  if (token === undefined)
    throw new HttpProblem(403, 'NO_TOKEN', 'this instance was started without a token');
  const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const given = bearer ?? request.get(TOKEN_HEADER);
  if (given !== undefined && isSameSecret(given, token)) return;
  const headers = { 'WWW-Authenticate': 'Bearer' };
  throw new HttpProblem(401, 'UNAUTHORIZED', 'a valid bearer token is needed', { headers });
}

/** Compares digests, whose equal length lets the comparison take equal time. */
function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function putLease({ leases, log }: ControlParts, id: string, lease: z.output<typeof leaseBody>): void {
  const overrides = lease.overrides.map(checkedOverride);
  if (leases.put(id, lease.expiresInMs, overrides)) {
    log.warn({ lease: id, flags: overrides.map(({ flag }) => flag) }, 'Lease begun');
  }
}

function checkedOverride({ flag, value }: { readonly flag: string; readonly value?: unknown }): FlagOverride {
  if (!isFlagName(flag)) {
    throw new HttpProblem(400, 'UNKNOWN_FLAG', `"${flag}" is not a flag`, { details: { flag } });
  }
  const parsed = FLAGS[flag].value.safeParse(value);
  if (parsed.success) return { flag, value: parsed.data };
  const message = `flag ${flag}: ${z.prettifyError(parsed.error)}`;
  throw new HttpProblem(400, 'INVALID_FLAG_VALUE', message, {
    details: { flag, issues: parsed.error.issues },
  });
}

function chaosState({ settings, leases }: ControlParts): ChaosState {
  const inForce = leases.list().map(({ id, overrides }) => ({ id, overrides }));
  return { instance: settings.instance, leases: inForce };
}
