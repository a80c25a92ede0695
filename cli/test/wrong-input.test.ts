import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '../../target-shop/service-table.ts';
import { freePortBlock } from '../platform/local/free-port.ts';
import { runShopctl } from './shopctl-process.ts';
import { writeShortScenario } from './short-scenario.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'wrong-input-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('wrong input', () => {
  it.each([
    ['a flag that does not exist', ['load', '--rat', '30'], /Did you mean "--rate"/],
    ['a rate that is none', ['load', '--rate', 'fast'], /"fast" is not a rate/],
    ['a duration without a unit', ['load', '--duration', '30'], /"30" is not a duration/],
    ['a threshold that is none', ['load', '--threshold', 'purchase.p95'], /purchase\.p95/],
    [
      'a window without a unit',
      ['load', '--threshold', 'all.errors[30]<1%'],
      /all\.errors\[30\]<1%", at character 12: "30" is no/,
    ],
    [
      'a window longer than the load',
      ['load', '--duration', '20s', '--threshold', 'all.errors[1m]<1%'],
      /a window of 1m is never full/,
    ],
    [
      'an abort that nothing can cause',
      ['load', '--abort-on-fail', '--threshold', 'all.errors<1%'],
      /--abort-on-fail: "all\.errors<1%" looks at the whole load/,
    ],
    ['a stage that is none', ['load', '--stage', '1m'], /--stage 1m is not a duration and a rate/],
    [
      'a stage beside a rate',
      ['load', '--stage', '1m:30', '--rate', '5'],
      /--stage and --rate cannot stand together/,
    ],
    [
      'virtual users beside a rate',
      ['load', '--vus', '5', '--rate', '5'],
      /--vus and --rate cannot stand together/,
    ],
    ['a mix that is none', ['load', '--mix', 'cofee'], /--mix cofee[\s\S]*Did you mean "coffee"/],
    [
      'a flavour that is none',
      ['deploy', '--flavour', 'cofee'],
      /--flavour cofee is not a flavour[\s\S]*Did you mean "coffee"/,
    ],
    [
      'a flavour whose users go where the core has no service',
      ['deploy', '--flavour', 'sock', '--size', 'core', '--plan'],
      /--flavour sock needs user, and --size core leaves it out/,
    ],
    ['a journey that is none', ['load', '--mix', 'menue=1'], /menue/],
    [
      'a tolerance that is none',
      ['load', 'compare', 'a', 'b', '--tolerance', '5'],
      /--tolerance 5 is not a percentage/,
    ],
    ['an output that is none', ['load', '--out', 'jsnl=x'], /Did you mean "jsonl"/],
    ['a baseline that is not there', ['load', '--baseline', 'monday'], /no recorded run "monday"/],
    ['a command that does not exist', ['laod'], /"laod" is not a command[\s\S]*Did you mean "load"/],
    ['an unknown scenario', ['chaos', 'blakfriday'], /Did you mean "blackfriday"/],
    ['a speed that is none', ['chaos', 'blackfriday', '--speed', '0'], /--speed 0 is not between/],
  ])('%s: exit 2 and the way out', async (_, argv, complaint) => {
    const { code, stderr, stdout } = await runShopctl(directory, ...argv);
    expect(stderr).toMatch(complaint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('broken YAML: file, line and column of every defect', async () => {
    const file = writeShortScenario(directory, {
      'delay: 2800ms': 'delay: soon',
      'duration: 40s\n': 'duration: 40\n',
    });
    const { code, stderr } = await runShopctl(directory, 'chaos', file);
    expect(stderr).toMatch(/short\.yaml:6:11: duration/);
    expect(stderr).toMatch(/short\.yaml:\d+:\d+: faults\.0\.steps\.0\.delay/);
    expect(code).toBe(2);
  });

  it('text that is no YAML: where it breaks', async () => {
    writeFileSync(path.join(directory, 'no.yaml'), 'name: [a\nkind: b\n');
    const { code, stderr } = await runShopctl(directory, 'chaos', './no.yaml');
    expect({ code, names: /no\.yaml:2:\d+/.test(stderr) }).toEqual({ code: 2, names: true });
  });
});

describe('an environment that lacks something', () => {
  it.each([[['chaos', 'blackfriday']], [['load']], [['status']], [['logs', 'cart']]])(
    '%j without a shop: exit 3 and the command to type, nothing left behind',
    async (argv) => {
      const { code, stderr } = await runShopctl(directory, ...argv);
      expect(stderr).toContain('shopctl deploy');
      expect(code).toBe(3);
      expect(readdirSync(directory).filter((name) => name !== 'reports')).toEqual([]);
    },
  );

  it('a target that does not answer: exit 3 and its address', async () => {
    const { code, stderr } = await runShopctl(
      directory,
      'load',
      '--target',
      'http://127.0.0.1:9',
      '--duration',
      '1s',
    );
    expect(stderr).toMatch(/no answer from http:\/\/127\.0\.0\.1:9/);
    expect(code).toBe(3);
  });

  it('a port in use: which one, for what, and who has it', async () => {
    const base = await freePortBlock(BLOCK_SIZE);
    const server = createServer().listen(base + 3, '127.0.0.1');
    try {
      const { code, stderr } = await runShopctl(directory, 'deploy', '--port-base', String(base));
      expect(stderr).toContain(String(base + 3));
      expect(stderr).toContain('cart');
      expect(stderr).toContain(String(process.pid));
      expect(stderr).toContain('--port-base');
      expect(code).toBe(3);
    } finally {
      server.close();
    }
  });

  it('answers errors as one JSON document under --json', async () => {
    const { code, stdout } = await runShopctl(directory, 'status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: expect.stringMatching(/^SHOPCTL_/) } });
    expect(code).toBe(3);
  });
});
