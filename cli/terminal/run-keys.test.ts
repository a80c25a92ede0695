import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { LoadStatus } from '../run/control/load-status.ts';
import { readRunKeys, takesKeys } from './run-keys.ts';

const STATUS: LoadStatus = { run: 'run-1', pid: 1, state: 'playing', loads: [] };

/** A terminal, a load that can be changed, and what came of the keys. */
function keysOn(control: { isPaused?: boolean; failure?: Error; isHelpShown?: boolean } = {}) {
  const seen: string[] = [];
  const input = Object.assign(new EventEmitter(), {
    isRaw: false,
    setRawMode(isRaw: boolean) {
      input.isRaw = isRaw;
    },
    resume: () => undefined,
    pause: () => seen.push('input paused'),
  });
  const note = (text: string) => async () => {
    if (control.failure !== undefined) throw control.failure;
    seen.push(text);
    return STATUS;
  };
  const giveBack = readRunKeys({
    input,
    control: {
      isPaused: control.isPaused ?? false,
      pause: note('pause'),
      resume: note('resume'),
      scale: (scaling) => note(JSON.stringify(scaling))(),
      stop: (by) => note(`stop by ${by}`)(),
    },
    say: (text) => seen.push(text),
    ...(control.isHelpShown === undefined ? {} : { isHelpShown: control.isHelpShown }),
    interrupt: () => seen.push('interrupt'),
  });
  const press = async (keys: string) => {
    seen.length = 0;
    for (const listener of input.listeners('data')) await listener(Buffer.from(keys));
    return seen;
  };
  return { input, seen, press, giveBack };
}

it('reads keys of a person at a terminal only', () => {
  const [terminal, pipe] = [{ isTTY: true }, {}];
  const both = { stdin: terminal, stdout: terminal, argv: ['load'], env: {} };
  expect(takesKeys(both)).toBe(true);
  expect(takesKeys({ ...both, stdin: pipe })).toBe(false);
  expect(takesKeys({ ...both, stdout: pipe })).toBe(false);
  expect(takesKeys({ ...both, argv: ['load', '--json'] })).toBe(false);
  expect(takesKeys({ ...both, env: { CI: 'true' } })).toBe(false);
});

it('turns keys into changes, and Ctrl-C into what it always is', async () => {
  const { press, seen } = keysOn();
  expect(seen[0]).toContain('p pause or resume');
  expect(await press('p')).toEqual(['pause']);
  expect(await press('+-')).toEqual(['{"factor":1.1}', `{"factor":${1 / 1.1}}`]);
  expect(await press('q')).toEqual(['stop by the key q']);
  expect(await press('\x03')).toEqual(['interrupt']);
  expect(await press('x')).toEqual([]);
  expect((await press('?'))[0]).toContain('+ - rate');
  expect(await keysOn({ isPaused: true }).press('p')).toEqual(['resume']);
});

it('does not name the keys where something else does', async () => {
  const { press, seen } = keysOn({ isHelpShown: true });
  expect(seen).toEqual([]);
  expect((await press('?'))[0]).toContain('+ - rate');
});

it('says what went wrong, and goes on', async () => {
  const { press } = keysOn({ failure: new Error('the plan is at 0 now') });
  expect(await press('+?')).toEqual(['the plan is at 0 now', expect.stringContaining('keys:')]);
});

it('gives the terminal back as it was', () => {
  const before = process.listenerCount('exit');
  const { input, giveBack } = keysOn();
  expect([input.isRaw, process.listenerCount('exit')]).toEqual([true, before + 1]);
  giveBack();
  giveBack();
  expect([input.isRaw, input.listenerCount('data'), process.listenerCount('exit')]).toEqual([
    false,
    0,
    before,
  ]);
});
