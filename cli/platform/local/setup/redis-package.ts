import { findOnPath } from '../../../core/find-on-path.ts';
import type { Environment } from '../environment.ts';

/** How this system installs its Redis package. */
export interface RedisPackage {
  /** Commands in the order they are tried; the first that works is enough. */
  readonly commands: readonly (readonly string[])[];
  /** What a person would type. */
  readonly shown: string;
  /** The package starts a service when it is installed, unless it is kept from it. */
  readonly startsService: boolean;
  readonly mayInstall: boolean;
}

interface Manager {
  readonly program: string;
  readonly commands: readonly (readonly string[])[];
  readonly startsService: boolean;
  readonly needsRoot: boolean;
}

const APT = ['apt-get', 'install', '--yes', '--no-install-recommends', 'redis-server'] as const;

const MANAGERS: readonly Manager[] = [
  {
    program: 'apt-get',
    // The second time with fresh lists: a package that has moved on is not found under its old name.
    commands: [APT, ['/bin/sh', '-c', `apt-get update && ${APT.join(' ')}`]],
    startsService: true,
    needsRoot: true,
  },
  {
    program: 'dnf',
    commands: [
      ['dnf', 'install', '--assumeyes', 'redis'],
      ['dnf', 'install', '--assumeyes', 'valkey'],
    ],
    startsService: false,
    needsRoot: true,
  },
  {
    program: 'apk',
    commands: [
      ['apk', 'add', 'redis'],
      ['apk', 'add', 'valkey'],
    ],
    startsService: false,
    needsRoot: true,
  },
  { program: 'brew', commands: [['brew', 'install', 'redis']], startsService: false, needsRoot: false },
];

/**
 * Answers how Redis is installed here; `undefined` when no package manager that we know is on the path.
 * @param isRoot whether this process may change the system
 */
export function findRedisPackage(env: Environment, isRoot: boolean): RedisPackage | undefined {
  const manager = MANAGERS.find(({ program }) => findOnPath(program, env['PATH']) !== undefined);
  const [first] = manager?.commands ?? [];
  if (manager === undefined || first === undefined) return undefined;
  const { commands, startsService, needsRoot } = manager;
  const shown = `${needsRoot && !isRoot ? 'sudo ' : ''}${first.join(' ')}`;
  return { commands, shown, startsService, mayInstall: isRoot || !needsRoot };
}
