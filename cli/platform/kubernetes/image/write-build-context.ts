import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../../core/errors.ts';
import type { Environment } from '../../local/environment.ts';
import { buildBundle, bundleProgram, findBundle } from '../../local/service-bundle.ts';

/** What an image is built from. */
export interface BuildContext {
  readonly directory: string;
  /** Changes with every byte of the services; a good tag. */
  readonly hash: string;
}

/**
 * Writes a folder that an image can be built from: a Dockerfile, the same bundles that run locally, and the
 * telemetry receiver.
 * @throws UsageError when the folder holds anything but an earlier build context
 */
export async function writeBuildContext(directory: string, env: Environment): Promise<BuildContext> {
  await emptyContext(directory);
  const bundle = await findBundle(env);
  if (!bundle.isBuilt) await buildBundle(bundle);
  const target = path.join(directory, 'bundle');
  const isCode = (file: string) => path.basename(file) !== 'compile-cache';
  await cp(bundle.directory, target, { recursive: true, filter: isCode });
  const extension = path.extname(import.meta.filename);
  await bundleProgram({
    file: path.resolve(import.meta.dirname, `../../../telemetry/receiver/main${extension}`),
    out: path.join(target, 'telemetry', 'main.js'),
  });
  await cp(dockerfile(), path.join(directory, 'Dockerfile'));
  return { directory, hash: bundle.hash };
}

async function emptyContext(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const strangers = (await readdir(directory)).filter((name) => !['Dockerfile', 'bundle'].includes(name));
  if (strangers.length > 0) {
    throw new UsageError(`${directory} is not empty: it holds ${strangers[0]}`, {
      hint: 'Name a folder that is empty or does not exist yet.',
    });
  }
  await rm(path.join(directory, 'bundle'), { recursive: true, force: true });
}

/** In a checkout beside the services' sources, in a build the same below the package's root. */
function dockerfile(): string {
  const base = path.resolve(import.meta.dirname, '../../../..');
  const root = path.extname(import.meta.filename) === '.ts' ? base : path.dirname(base);
  return path.join(root, 'target-shop', 'Dockerfile');
}
