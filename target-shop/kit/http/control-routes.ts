import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { ChaosState, FlagOverride } from '../../contract/chaos-wire.ts';
import type { FlagLeases } from '../flags/flag-leases.ts';
import { FLAG_SCHEMAS, isFlagName } from '../flags/flag-schemas.ts';
import { HttpProblem } from '../http-problem.ts';
import type { ServiceSettings } from '../service/service-settings.ts';
import { withinTime } from '../service/within-time.ts';
import type { ServiceStore } from '../stores/service-store.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { messageOf } from '../thrown-value.ts';

/** What the control routes show and steer. */
export interface ControlParts {
  readonly settings: ServiceSettings;
  readonly stores: readonly ServiceStore[];
  readonly leases: FlagLeases;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly isDraining: () => boolean;
}

/** A store that has not said by then that it works does not. */
const READY_WITHIN_MS = 1000;

/**
 * The routes every service has for its platform and for the tool. They make no spans and count as no traffic:
 * probes would otherwise be most of what is recorded.
 */
export function controlRoutes(parts: ControlParts): Router {
  const router = Router();
  const { settings, telemetry } = parts;
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok', service: settings.service, version: settings.version });
  });
  router.get('/ready', async (_request, response) => {
    const problems = await readinessProblems(parts);
    const status = problems.length === 0 ? 'ready' : 'not ready';
    response.status(problems.length === 0 ? 200 : 503).json({ status, service: settings.service, problems });
  });
  router.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await telemetry.prometheusText());
  });
  const guarded = [requireToken(settings.token), express.json({ limit: '100kb' })];
  router.get('/chaos', guarded, (_request: Request, response: Response) => {
    response.json(chaosState(parts));
  });
  router.put('/chaos/leases/:id', guarded, (request: Request<{ id: string }>, response: Response) => {
    putLease(parts, request.params.id, request.body);
    response.json(chaosState(parts));
  });
  router.delete('/chaos/leases/:id', guarded, (request: Request<{ id: string }>, response: Response) => {
    const { id } = request.params;
    if (parts.leases.end(id)) parts.log.info({ lease: id }, 'Lease ended');
    response.json(chaosState(parts));
  });
  router.post('/admin/flush', guarded, async (_request: Request, response: Response) => {
    await telemetry.flush();
    response.status(204).end();
  });
  return router;
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

function requireToken(token: string | undefined) {
  return (request: Request, _response: Response, next: NextFunction) => {
    if (token === undefined)
      throw new HttpProblem(403, 'NO_TOKEN', 'this instance was started without a token');
    const given = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (given === undefined || !isSameSecret(given, token)) {
      const headers = { 'WWW-Authenticate': 'Bearer' };
      throw new HttpProblem(401, 'UNAUTHORIZED', 'a valid bearer token is needed', { headers });
    }
    next();
  };
}

/** Compares digests, whose equal length lets the comparison take equal time. */
function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const leaseSchema = z.object({
  expiresInMs: z.int().min(1).max(60_000),
  overrides: z.array(z.object({ flag: z.string(), value: z.unknown().optional() })),
});

function putLease({ leases, log }: ControlParts, id: string, body: unknown): void {
  const parsed = leaseSchema.safeParse(body);
  if (!parsed.success) {
    throw new HttpProblem(400, 'INVALID_LEASE', z.prettifyError(parsed.error), {
      details: parsed.error.issues,
    });
  }
  const overrides = parsed.data.overrides.map(checkedOverride);
  if (leases.put(id, parsed.data.expiresInMs, overrides)) {
    log.warn({ lease: id, flags: overrides.map(({ flag }) => flag) }, 'Lease begun');
  }
}

function checkedOverride({ flag, value }: { readonly flag: string; readonly value?: unknown }): FlagOverride {
  if (!isFlagName(flag)) {
    throw new HttpProblem(400, 'UNKNOWN_FLAG', `"${flag}" is not a flag`, { details: { flag } });
  }
  const parsed = FLAG_SCHEMAS[flag].safeParse(value);
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
