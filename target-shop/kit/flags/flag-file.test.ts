import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultFlagFile, FLAG_FILE_NAME } from '../../contract/flags.ts';
import { waitFor } from '../testing/wait-for.ts';
import { FlagFile } from './flag-file.ts';

let directory: string;
let lines: string[];
let flags: FlagFile;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'flag-file-'));
  lines = [];
  flags = new FlagFile(directory, pino({}, { write: (line) => lines.push(line) }));
});
afterEach(async () => {
  flags.close();
  await rm(directory, { recursive: true });
});

/** The default file with another time to live of carts. */
const fileWith = (variant: 'hour' | 'day' | 'minute') =>
  JSON.stringify(defaultFlagFile()).replace('"defaultVariant":"hour"', `"defaultVariant":"${variant}"`);
const ttl = () => flags.resolve<number>('cart-ttl-seconds', -1, {});
const file = () => path.join(directory, FLAG_FILE_NAME);

describe('FlagFile', () => {
  it('answers by the file, with variant and reason', async () => {
    await writeFile(file(), fileWith('day'));
    await flags.watch();
    expect(ttl()).toMatchObject({ value: 86_400, variant: 'day', reason: 'STATIC' });
    expect(flags.resolve('recommendation-fault', null, {})).toMatchObject({ value: null, variant: 'off' });
  });

  it('sees a file that another one is renamed over', async () => {
    await writeFile(file(), fileWith('hour'));
    await flags.watch();
    await writeFile(`${file()}.new`, fileWith('day'));
    await rename(`${file()}.new`, file());
    await waitFor(() => ttl().value === 86_400);
    await writeFile(`${file()}.new`, fileWith('minute'));
    await rename(`${file()}.new`, file());
    await waitFor(() => ttl().value === 60);
  });

  it('sees the symlink swap of a mounted ConfigMap', async () => {
    const version = async (name: string, text: string) => {
      await mkdir(path.join(directory, name));
      await writeFile(path.join(directory, name, FLAG_FILE_NAME), text);
      await symlink(name, path.join(directory, '..data_tmp'));
      await rename(path.join(directory, '..data_tmp'), path.join(directory, '..data'));
    };
    await version('..first', fileWith('hour'));
    await symlink(path.join('..data', FLAG_FILE_NAME), file());
    await flags.watch();
    expect(ttl().value).toBe(3600);
    await version('..second', fileWith('day'));
    await waitFor(() => ttl().value === 86_400);
  });

  it('sees a file that appears late', async () => {
    await flags.watch();
    expect(ttl()).toMatchObject({ value: -1, reason: 'ERROR' });
    await writeFile(file(), fileWith('minute'));
    await waitFor(() => ttl().value === 60);
  });

  it.each([
    ['is no JSON', '{"flags": {'],
    ['has no flags', '{}'],
    ['gives a flag a value of the wrong shape', fileWith('hour').replace('3600', '"an hour"')],
    ['is gone', undefined],
  ])('keeps the last good flags and says so when the file %s', async (_problem, text) => {
    await writeFile(file(), fileWith('day'));
    await flags.watch();
    if (text === undefined) await rm(file());
    else await writeFile(file(), text);
    await waitFor(() => lines.length > 0);
    expect(ttl().value).toBe(86_400);
    expect(lines.join()).toContain('not usable');
  });

  it('evaluates targeting rules with the context it is given', async () => {
    const targeted = JSON.parse(fileWith('hour'));
    targeted.flags['cart-ttl-seconds'].targeting = { if: [{ '==': [{ var: 'endpoint' }, 'GET /x'] }, 'day'] };
    await writeFile(file(), JSON.stringify(targeted));
    await flags.watch();
    const at = (endpoint: string) => flags.resolve<number>('cart-ttl-seconds', -1, { endpoint });
    expect(at('GET /x')).toMatchObject({ value: 86_400, reason: 'TARGETING_MATCH' });
    expect(at('GET /y').value).toBe(3600);
  });
});
