import type { Cause } from './diagnosis.ts';

/** A Secret or ConfigMap, or a key of it, that the container asks for is not there. */
export const missingKey: Cause = ({ containers }) => {
  for (const { waiting } of containers) {
    if (waiting?.reason !== 'CreateContainerConfigError') continue;
    const message = waiting.message ?? '';
    const key = /couldn't find key (\S+) in (Secret|ConfigMap) (\S+)/.exec(message);
    const object = /(secret|configmap) "([^"]+)" not found/.exec(message);
    const what = key
      ? `the key "${key[1]}" of the ${key[2]} "${key[3]}"`
      : object
        ? `the ${object[1]} "${object[2]}"`
        : 'a part of its configuration';
    return {
      cause: 'missing-key',
      sentence: `${what} is missing`,
      evidence: [`CreateContainerConfigError: ${message}`],
      hint: 'Deploy again: it makes what is missing and keeps what is there.',
      patienceMs: 3000,
    };
  }
  return undefined;
};
