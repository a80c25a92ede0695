import os from 'node:os';
import path from 'node:path';

/** Environment variables, handed in from the edge of the program. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Answers the folder for what may be made again: `$XDG_CACHE_HOME/shopctl`, else `~/.cache/shopctl`. */
export function cacheDirectory(env: Environment): string {
  return path.join(env['XDG_CACHE_HOME'] || path.join(env['HOME'] || os.homedir(), '.cache'), 'shopctl');
}

/**
 * Answers the folder for sockets, short enough for their names: `$XDG_RUNTIME_DIR/shopctl`, else one of this
 * user's own in the folder for temporary files.
 */
export function runtimeDirectory(env: Environment): string {
  const given = env['XDG_RUNTIME_DIR'];
  return given
    ? path.join(given, 'shopctl')
    : path.join(os.tmpdir(), `shopctl-${process.getuid?.() ?? 'user'}`);
}
