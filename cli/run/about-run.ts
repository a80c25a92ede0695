import os from 'node:os';
import { packageVersion } from '../core/package-root.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { RunFolder } from './run-folder.ts';
import type { AboutRun } from './run-record.ts';
import type { Stage } from './stage.ts';

/** Answers what is known of a run before it plays. @param command the command line */
export function aboutRun(
  plan: RunPlan,
  command: string,
  { id }: RunFolder,
  { session, targetUrl }: Pick<Stage, 'session' | 'targetUrl'>,
): Omit<AboutRun, 'timeline'> {
  return {
    id,
    command,
    shopctlVersion: packageVersion(),
    machine: {
      node: process.versions.node,
      cpus: os.availableParallelism(),
      os: `${os.type()} ${os.release()}`,
    },
    ...(session === undefined ? {} : { shop: shopOf(session.shop) }),
    plan: { ...plan, targetUrl },
  };
}

function shopOf({ size, flavour }: NonNullable<Stage['session']>['shop']): NonNullable<AboutRun['shop']> {
  return { size, ...(flavour !== undefined && { flavour }) };
}
