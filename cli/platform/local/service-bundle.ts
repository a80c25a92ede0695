import { createHash, randomBytes } from 'node:crypto';
import { access, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SERVICES } from '../../../target-shop/service-table.ts';
import { cacheDirectory, type Environment } from './environment.ts';
import { LATER_IMPORTS } from './later-imports.ts';
import { LEAN_IMPORTS } from './lean-imports.ts';

/** The services' code, ready to run. */
export interface ServiceBundle {
  /** Changes with every byte of the services and every version of what they depend on. */
  readonly hash: string;
  /** Has a folder per service with its `main.js`; shared code lies beside. */
  readonly directory: string;
  readonly isBuilt: boolean;
}

/** A change here is a change of every bundle. */
const RECIPE = 'shopctl bundle 6';
/** A bundle that nobody has deployed for this long is thrown away, in milliseconds. */
const KEEP_MS = 30 * 24 * 3_600_000;

/** CommonJS packages inside the bundle ask for these three, which an ES module does not have. */
const COMMONJS_NAMES = `
import { createRequire as shopctlCreateRequire } from 'node:module';
const require = shopctlCreateRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

const BUNDLING = {
  bundle: true,
  format: 'esm' as const,
  platform: 'node' as const,
  target: 'node22.19',
  sourcemap: 'linked' as const,
  sourcesContent: false,
  // Less to read at every start. Names stay, and lines stay short: a stack trace in a log says where.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  banner: { js: COMMONJS_NAMES },
  // An optional native part of pg that nobody has installed.
  external: ['pg-native'],
  logLevel: 'silent' as const,
};

/** Answers which bundle belongs to the services as they are now, and whether the cache has it. */
export async function findBundle(env: Environment): Promise<ServiceBundle> {
  const { services, packageFile, extension } = sources();
  const hash = createHash('sha256').update(RECIPE);
  hash.update(await readFile(packageFile));
  const files = await readdir(services, { recursive: true });
  const isCode = (file: string) => file.endsWith(extension) && !file.includes('.test.');
  for (const file of files.filter(isCode).sort()) {
    hash.update(`\0${file}\0`).update(await readFile(path.join(services, file)));
  }
  const name = hash.digest('hex').slice(0, 16);
  const directory = path.join(cacheDirectory(env), 'bundles', name);
  return { hash: name, directory, isBuilt: await exists(directory) };
}

/**
 * Builds a bundle that the cache does not have yet: built beside and renamed, so that it is whole or not there.
 * @throws Error with esbuild's words when the code cannot be bundled
 */
export async function buildBundle({ directory }: ServiceBundle): Promise<void> {
  // Loaded only when there is something to build: a shop that has not changed starts without it.
  const { build } = await import('esbuild');
  const { services, extension } = sources();
  const draft = `${directory}.${randomBytes(4).toString('hex')}`;
  try {
    await build({
      entryPoints: SERVICES.map(({ name }) => ({
        in: path.join(services, 'services', name, `main${extension}`),
        out: path.join(name, 'main'),
      })),
      outdir: draft,
      splitting: true,
      plugins: [LATER_IMPORTS, LEAN_IMPORTS],
      ...BUNDLING,
    });
    // Without it Node reads each file once more to find out that it is an ES module.
    await writeFile(path.join(draft, 'package.json'), '{"type":"module"}\n');
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(directory))) throw error;
  }
}

/** Bundles one program of ours into one file, the way the services are. @throws Error with esbuild's words */
export async function bundleProgram({
  file,
  out,
}: {
  readonly file: string;
  readonly out: string;
}): Promise<void> {
  const { build } = await import('esbuild');
  await build({ entryPoints: [file], outfile: out, ...BUNDLING });
}

/** Marks a bundle as used today, and throws away those that have not been for a month. */
export async function keepBundle({ directory }: ServiceBundle, nowMs: number): Promise<void> {
  await utimes(directory, nowMs / 1000, nowMs / 1000);
  const cache = path.dirname(directory);
  for (const name of await readdir(cache)) {
    const candidate = path.join(cache, name);
    const { mtimeMs } = await stat(candidate);
    if (nowMs - mtimeMs > KEEP_MS) await rm(candidate, { recursive: true, force: true });
  }
}

/** Answers the version of this shopctl, which is the release its services belong to. */
export async function shopctlVersion(): Promise<string> {
  return JSON.parse(await readFile(sources().packageFile, 'utf8')).version;
}

/** In a checkout everything is `.ts` below the root; in a build, `.js` below `dist/`. */
function sources(): { readonly services: string; readonly packageFile: string; readonly extension: string } {
  const extension = path.extname(import.meta.filename);
  const base = path.resolve(import.meta.dirname, '../../..');
  const root = extension === '.ts' ? base : path.dirname(base);
  return {
    services: path.join(base, 'target-shop'),
    packageFile: path.join(root, 'package.json'),
    extension,
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
