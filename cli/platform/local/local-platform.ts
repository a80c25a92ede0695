import { readFile } from 'node:fs/promises';
import { type Clock, systemClock } from '../../core/clock.ts';
import { didYouMean } from '../../core/closest-name.ts';
import { UsageError } from '../../core/errors.ts';
import type { Platform } from '../platform.ts';
import { planDeploy } from './deploy-plan.ts';
import type { Environment } from './environment.ts';
import { followLog, readLog } from './follow-log.ts';
import { openRunSession } from './local-run-session.ts';
import { requireShop } from './shop-connection.ts';
import { flagFileOf, logFileOf, shopDirectory, writePrivateFile } from './shop-directory.ts';
import { statusOf } from './shop-status.ts';

export interface LocalPlatformOptions {
  /** Where `.shopctl/` is; default: where this process is. */
  readonly workingDirectory?: string;
  readonly env?: Environment;
  readonly clock?: Clock;
}

/** Makes the platform that runs a shop as processes on this machine. */
export function createLocalPlatform(options: LocalPlatformOptions = {}): Platform {
  const { workingDirectory = process.cwd(), env = process.env, clock = systemClock } = options;
  const directory = shopDirectory(workingDirectory, env);
  const local = { directory, env, clock };
  return {
    planDeploy,
    // biome-ignore lint/correctness/useYield: there is nothing to rehearse, which is all it says
    async *rehearse() {
      throw new UsageError('--dry-run rehearses a deployment to a cluster', {
        hint: '`shopctl deploy --plan` says what would be started on this machine.',
      });
    },
    deploy: async (request) => {
      // Loaded here: what plays or judges loads need not hold what starts a shop.
      const { planDeployWork } = await import('./deploy-work.ts');
      return planDeployWork(request, local);
    },
    status: () => statusOf(directory),
    destroy: async () => {
      const { planDestroyWork } = await import('./end-shop.ts');
      return planDestroyWork(local);
    },
    async restart(service) {
      const { client } = await requireShop(directory);
      try {
        const { parts } = await client.call('status', { quick: true });
        const names = parts.filter(({ role }) => role === 'service').map(({ name }) => name);
        if (!names.includes(service)) {
          throw new UsageError(`"${service}" is not a service of this shop`, {
            hint: didYouMean(service, names),
          });
        }
        await client.call('restart', { name: service });
      } finally {
        client.close();
      }
    },
    async rollout() {
      throw new UsageError('a rollout needs pods, and this shop runs as processes on this machine', {
        hint: 'Here `shopctl restart SERVICE` puts a new process in place. Releases side by side: shopctl deploy --target kubernetes.',
      });
    },
    readFlagFile: async () => {
      await statusOf(directory);
      return readFile(flagFileOf(directory), 'utf8');
    },
    writeFlagFile: async (text) => {
      await statusOf(directory);
      await writePrivateFile(flagFileOf(directory), text);
    },
    openRun: async (runId) => openRunSession(await requireShop(directory), runId),
    async *logs(name, { follow, signal }) {
      const { parts } = await statusOf(directory);
      const names = parts.filter(({ state }) => state !== 'external').map((part) => part.name);
      if (!names.includes(name)) {
        throw new UsageError(`"${name}" is not a part of this shop`, { hint: didYouMean(name, names) });
      }
      const file = logFileOf(directory, name);
      yield* follow ? followLog(file, signal) : readLog(file);
    },
  };
}
