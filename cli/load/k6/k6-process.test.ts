import { describe, expect, it } from 'vitest';
import { findK6ForTests, titleWithK6 } from '../test/find-k6-for-tests.ts';
import { findK6 } from './find-k6.ts';
import { K6Process } from './k6-process.ts';

const binary = findK6ForTests(process.env);

/** Plays a script, and collects what k6 says of its own. */
async function play(script: string, env: Record<string, string> = {}) {
  const program = await findK6(binary, undefined);
  const words: string[] = [];
  let hear: (line: string) => void = () => undefined;
  const k6 = new K6Process({
    program,
    script,
    env: { ...process.env, ...env },
    onLine: () => undefined,
    onWords(line) {
      words.push(line);
      hear(line);
    },
  });
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      hear = (line) => line.includes(text) && resolve();
      for (const line of words) hear(line);
    });
  return { k6, words, said };
}

const isAlive = (pid = 0) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const ENDLESS = `
  import { sleep } from 'k6';
  export const options = { scenarios: { s: { executor: 'constant-vus', vus: 1, duration: '5m' } } };
  export default () => { console.log('plays'); sleep(300); };`;

describe.skipIf(binary === undefined)(titleWithK6('a process of k6', binary), { timeout: 60_000 }, () => {
  it('that fails names its exit code, what that means, and its last words', async () => {
    const { k6 } = await play('throw new Error("no such thing");');
    await expect(k6.ended).rejects.toMatchObject({ code: 'SHOPCTL_K6_ENDED', exitCode: 3 });
    await expect(k6.ended).rejects.toThrow(
      /^k6 \S+ ended by exit code 107 \(an exception in the script\) while it played the load:\n.*no such thing/s,
    );
  });

  it('that is killed says by what', async () => {
    const { k6, said } = await play(ENDLESS);
    await said('plays');
    process.kill(k6.pid ?? 0, 'SIGKILL');
    await expect(k6.ended).rejects.toThrow(/ended by SIGKILL .*:\nplays$/);
  });

  it('ends on demand, and that is no failure', async () => {
    const { k6, said } = await play(ENDLESS);
    await said('plays');
    expect(await k6.stop(30_000)).toBe('ended');
    await k6.ended;
    expect(isAlive(k6.pid)).toBe(false);
  });

  it('is made to end when it does not within its time', async () => {
    const { k6, said } = await play(`${ENDLESS}
      export const teardown = () => { console.log('tears down'); sleep(300); };`);
    await said('plays');
    expect(await k6.stop(200)).toBe('killed');
    expect(isAlive(k6.pid)).toBe(false);
  });

  it('is not changed by what the environment sets for other scripts', async () => {
    const { k6, words } = await play('export default () => console.log("once");', { K6_ITERATIONS: '3' });
    await k6.ended;
    expect(words.filter((line) => line === 'once')).toHaveLength(1);
  });
});

it('that cannot start says so', async () => {
  const program = { name: 'k6', binary: '/nowhere/k6', version: '2.2.0', extensions: [] } as const;
  const k6 = new K6Process({
    program,
    script: '',
    env: {},
    onLine: () => undefined,
    onWords: () => undefined,
  });
  await expect(k6.ended).rejects.toThrow(/^\/nowhere\/k6 does not start: .*ENOENT/);
});
