import type { K6Program } from '../../plan/run-plan.ts';

/**
 * Answers the arguments with which a k6 plays a script from its standard input: all it says goes to standard output,
 * a line a message; it reports to nobody and opens no port.
 */
export function runArguments({ version }: Pick<K6Program, 'version'>): readonly string[] {
  return [
    'run',
    '--quiet',
    '--no-color',
    '--no-usage-report',
    '--log-output=stdout',
    '--log-format=raw',
    // 1.x serves a control API on a fixed port unless told otherwise; 2.x does only when it is asked to.
    ...(version.startsWith('1.') ? ['--address='] : []),
    '-',
  ];
}

/** Answers the environment of a k6: what is set there for other scripts must not change this one. */
export function runEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('K6_'));
  return { ...Object.fromEntries(others), K6_AUTO_EXTENSION_RESOLUTION: 'false' };
}
