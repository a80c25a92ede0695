import { z } from 'zod';
import { FLAVOUR_NAMES } from '../../../target-shop/contract/flavours.ts';
import type { DeployPlan, RolloutReport, ShopStatus } from '../../platform/platform.ts';
import type { LoadStatus } from '../../run/control/load-status.ts';
import { chaosStateSchema } from './run-record-schema.ts';
import type { IsSame, Writable } from './same-type.ts';

const role = z.enum(['service', 'store', 'telemetry', 'supervisor']);
const size = z.enum(['core', 'full']);
const flavour = z.enum(FLAVOUR_NAMES).exactOptional();
const amounts = z.object({ memoryMb: z.number(), cpuCores: z.number() });

/** What `shopctl deploy --plan --json` answers. */
export const deployPlanSchema = z.object({
  request: z.object({
    size,
    flavour,
    resources: z.enum(['lean', 'coffee', 'ecommerce', 'sock']).exactOptional(),
    autoscale: z.enum(['cpu', 'requests', 'wrong-metric']).exactOptional(),
    portBase: z.number(),
    host: z.string(),
    redisUrl: z.string().exactOptional(),
    postgresUrl: z.string().exactOptional(),
  }),
  parts: z.array(
    z.object({
      name: z.string(),
      role,
      port: z.number().exactOptional(),
      memoryMb: z.number(),
      cpuCores: z.number().exactOptional(),
      limit: amounts.exactOptional(),
      external: z.boolean().exactOptional(),
      replicas: z.number().exactOptional(),
    }),
  ),
  totals: z.object({
    services: z.number(),
    processes: z.number(),
    memoryMb: z.number(),
    cpuCores: z.number().exactOptional(),
    limit: amounts.exactOptional(),
  }),
});

/** What `shopctl deploy --json` and `shopctl status --json` answer. */
export const shopStatusSchema = z.object({
  url: z.string(),
  otlpUrl: z.string(),
  size,
  flavour,
  startedAtMs: z.number(),
  parts: z.array(
    z.object({
      name: z.string(),
      role,
      state: z.enum(['starting', 'ready', 'not-ready', 'restarting', 'stopped', 'external']),
      url: z.string().exactOptional(),
      pid: z.number().exactOptional(),
      restarts: z.number(),
      uptimeMs: z.number().exactOptional(),
      memoryMb: z.number().exactOptional(),
      detail: z.string().exactOptional(),
    }),
  ),
  autoscalers: z
    .array(
      z.object({
        name: z.string(),
        min: z.number(),
        max: z.number(),
        replicas: z.number(),
        metrics: z.array(z.string()),
        trouble: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
});

true satisfies IsSame<Writable<z.output<typeof deployPlanSchema>>, Writable<DeployPlan>>;
true satisfies IsSame<Writable<z.output<typeof shopStatusSchema>>, Writable<ShopStatus>>;

const flagSetting = z.object({
  flag: z.string(),
  variant: z.string(),
  value: z.unknown(),
  isDefault: z.boolean(),
  variants: z.array(z.string()),
  purpose: z.string(),
});

/** What `shopctl flags get` and `flags set` answer under `--json`. */
export const flagSchema = flagSetting;

/** What `shopctl flags list` and `flags reset` answer under `--json`. */
export const flagsSchema = z.array(flagSetting);

/** What `shopctl setup --json` answers. */
export const setupSchema = z.object({
  checks: z.array(
    z.object({
      name: z.enum(['node', 'redis', 'postgres', 'ports', 'files']),
      state: z.enum(['ok', 'warning', 'missing']),
      text: z.string(),
      fix: z.string().exactOptional(),
    }),
  ),
});

/** What `shopctl restart --json` answers. */
export const restartSchema = z.object({ restarted: z.string() });

const tally = z.object({ requests: z.number(), errors: z.number() });

/** What the commands of `shopctl rollout` answer under `--json`. */
export const rolloutSchema = z.object({
  service: z.string(),
  serves: z.enum(['stable', 'canary', 'green']),
  text: z.string(),
  verdict: z
    .object({
      outcome: z.enum(['pass', 'fail', 'inconclusive']),
      reason: z.string(),
      stable: tally,
      candidate: tally,
      share: z.object({ measured: z.number(), low: z.number(), high: z.number() }),
    })
    .exactOptional(),
});

true satisfies IsSame<Writable<z.output<typeof rolloutSchema>>, Writable<RolloutReport>>;

/** What `shopctl destroy --json` answers: what was ended, and what stays on the disk. */
export const destroySchema = z.object({ ended: z.array(z.string()), kept: z.array(z.string()) });

/** What `shopctl load import --json` answers. */
export const importSchema = z.object({
  file: z.string(),
  kind: z.enum(['har', 'openapi']),
  journeys: z.array(z.object({ name: z.string(), requests: z.number() })),
  notes: z.array(z.string()),
});

/** What `shopctl chaos recover --json` answers: overrides that are still in force. */
export const recoverSchema = z.object({ left: z.array(chaosStateSchema) });

/** What any command answers under `--json` when it cannot do its work. */
export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().exactOptional() }),
});

/** What `shopctl load status --json` answers, and the commands that change a load while it plays. */
export const loadStatusSchema = z.object({
  run: z.string(),
  pid: z.number(),
  state: z.enum(['playing', 'paused', 'ending']),
  loads: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['playing', 'paused', 'over']),
      elapsedMs: z.number(),
      durationMs: z.number(),
      ratePerSecond: z.number().exactOptional(),
      users: z.number().exactOptional(),
      started: z.number(),
      dropped: z.number(),
      inFlight: z.number(),
    }),
  ),
});

true satisfies IsSame<Writable<z.output<typeof loadStatusSchema>>, Writable<LoadStatus>>;
