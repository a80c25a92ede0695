import { UsageError } from '../core/errors.ts';
import { type KubernetesTarget, readTarget } from './kubernetes/target.ts';
import type { Platform } from './platform.ts';

/** What a command line says about where the shop is. */
export interface PlatformChoice {
  readonly target?: 'local' | 'kubernetes' | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  readonly image?: string | undefined;
  readonly resources?: string | undefined;
  readonly autoscale?: string | undefined;
  /** Take fields over that another manager owns. */
  readonly force?: boolean;
}

const DEFAULT_NAMESPACE = 'shop';
/** What `shopctl image` advises to build, under a tag that a node may already have. */
const DEFAULT_IMAGE = 'shopctl-shop:latest';

/**
 * Answers the platform that a command means: as it says itself, else where this folder's shop was deployed last.
 * Each platform is loaded only when it is meant.
 * @throws UsageError when a cluster's namespace or context is given for a shop on this machine
 */
export async function choosePlatform(choice: PlatformChoice = {}, workingDirectory = '.'): Promise<Platform> {
  const remembered = await readTarget(workingDirectory);
  const target =
    choice.target ?? (remembered === undefined && !namesCluster(choice) ? 'local' : 'kubernetes');
  if (target === 'local') {
    if (namesCluster(choice)) {
      throw new UsageError(
        '--context, --namespace, --image, --resources and --autoscale belong to --target kubernetes',
      );
    }
    const { createLocalPlatform } = await import('./local/local-platform.ts');
    return createLocalPlatform();
  }
  const { createKubernetesPlatform } = await import('./kubernetes/kubernetes-platform.ts');
  const { force = false } = choice;
  return createKubernetesPlatform({ target: targetOf(choice, remembered), workingDirectory, force });
}

/** Answers the cluster's shop that a command means. @param remembered that of the last deploy */
export function targetOf(
  { context, namespace, image }: PlatformChoice,
  remembered: KubernetesTarget | undefined,
): KubernetesTarget {
  const chosenContext = context ?? remembered?.context;
  return {
    namespace: namespace ?? remembered?.namespace ?? DEFAULT_NAMESPACE,
    image: image ?? remembered?.image ?? DEFAULT_IMAGE,
    size: remembered?.size ?? 'core',
    ...(chosenContext === undefined ? {} : { context: chosenContext }),
  };
}

/** Answers whether a command line speaks of a cluster. */
export function namesCluster({ context, namespace, image, resources, autoscale }: PlatformChoice): boolean {
  return [context, namespace, image, resources, autoscale].some((each) => each !== undefined);
}
