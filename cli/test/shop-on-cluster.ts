import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import type { TestCluster } from './cluster.ts';
import { autoscalersOnCluster, rolloutsOnCluster } from './rollouts-on-cluster.ts';
import { runShopctl } from './shopctl-process.ts';
import { writeShortScenario } from './short-scenario.ts';

const NAMESPACE = `shop-test-${process.pid}`;
const IMAGE = 'localhost/shopctl-shop:test';
const WHERE = ['--target', 'kubernetes', '--namespace', NAMESPACE, '--image', IMAGE];
const RUN_MS = 240_000;

/** What tells that faults reach pods, and telemetry comes back from them; how fast they are depends on the machine. */
const EXPECTATIONS = `apiVersion: shopctl/v1
kind: Expectations
name: pods
title: Faults reach pods, and their telemetry comes back
expectations:
  - { id: fault-as-planned, title: Recommendations fail as planned, fault-steps: {} }
  - { id: flags-took-effect, title: Flags of the run are read while it sets them, flags: set-by-run }
  - { id: stores-visible, title: Stores show in traces, stores: { systems: [postgresql, redis] } }
  - id: shoppers-feel-it
    title: Checkouts fail while recommendations do
    window: fault
    minSamples: 5
    spans:
      select: { service: frontend, entry: true, trafficType: demo, name: POST /api/checkout }
      errors: { gte: 20% }
  - id: baseline-unharmed
    title: Visitors meet no errors
    spans:
      select: { service: frontend, entry: true, trafficType: baseline }
      errors: { lte: 5% }
`;

/** A shop on a cluster: comes up, is loaded, broken and judged, and leaves nothing. */
export function shopOnCluster(clusterOf: () => TestCluster): void {
  const directory = mkdtempSync(path.join(tmpdir(), 'cluster-'));
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = clusterOf();
    const context = path.join(directory, 'image');
    expect((await runShopctl(directory, 'image', context)).code).toBe(0);
    await cluster.build(IMAGE, context);
    rmSync(context, { recursive: true });
  }, RUN_MS);
  afterAll(async () => {
    await cluster?.shopctl(directory, 'destroy');
    rmSync(directory, { recursive: true, force: true });
  }, RUN_MS);

  const shopctl = (...argv: readonly string[]) => cluster.shopctl(directory, ...argv);
  const kubectl = async (...argv: readonly string[]) =>
    (await cluster.exec(directory, 'kubectl', '--namespace', NAMESPACE, ...argv)).stdout;
  const versions = () =>
    kubectl(
      'get',
      'deployments,services,configmaps,secrets,networkpolicies',
      '--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\\n"}{end}',
    );

  it(
    'comes up from an empty namespace within a minute, images present',
    async () => {
      const startedAtMs = Date.now();
      const { code, stdout, stderr } = await shopctl('deploy', ...WHERE);
      const tookMs = Date.now() - startedAtMs;
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/The shop runs: http:\/\/\S+/);
      expect(tookMs).toBeLessThan(60_000);
      const status = await shopctl('status', '--json');
      const parts: readonly { readonly name: string; readonly state: string }[] = JSON.parse(
        status.stdout,
      ).parts;
      expect(parts.filter(({ state }) => state !== 'ready')).toEqual([]);
      expect(parts.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['frontend', 'gateway', 'orders', 'postgres', 'redis', 'telemetry']),
      );
    },
    RUN_MS,
  );

  it(
    'is not written to by a second deployment',
    async () => {
      let before = '';
      // Controllers may still note that the roll-out is over.
      await expect
        .poll(
          async () => {
            const now = await versions();
            const isSame = now === before;
            before = now;
            return isSame;
          },
          { timeout: 20_000, interval: 2000 },
        )
        .toBe(true);
      expect(before.split('\n').length).toBeGreaterThan(25);
      const { code } = await shopctl('deploy', ...WHERE);
      expect(code).toBe(0);
      expect(await versions()).toBe(before);
    },
    RUN_MS,
  );

  it(
    'would be taken by the server as it is',
    async () => {
      const { code, stdout } = await shopctl('deploy', ...WHERE, '--dry-run=server');
      expect(code).toBe(0);
      expect(
        stdout
          .trimEnd()
          .split('\n')
          .filter((line) => !line.endsWith('is as it should be')),
      ).toEqual([]);
    },
    RUN_MS,
  );

  it(
    'follows a flag, shows logs and takes load',
    async () => {
      expect((await shopctl('flags', 'set', 'latency-profile', 'fast')).code).toBe(0);
      expect((await shopctl('flags', 'get', 'latency-profile')).stdout).toBe('fast\n');
      const load = await shopctl('load', '--rate', '5/s', '--duration', '5s', '--target', 'kubernetes');
      expect(load.code, load.stdout).toBe(0);
      expect(load.stdout).toContain('delivered 25 of 25 iterations');
      expect((await shopctl('logs', 'orders')).stdout).toContain('"service');
      expect((await shopctl('flags', 'reset')).code).toBe(0);
    },
    RUN_MS,
  );

  it(
    'loses no request when a service is restarted under load',
    async () => {
      const load = shopctl('load', '--rate', '6/s', '--duration', '25s');
      const restarted = await shopctl('restart', 'gateway');
      expect(restarted.code, restarted.stderr).toBe(0);
      const { code, stdout } = await load;
      // Starts may be late while a pod comes up on the same two cores; lost is nothing.
      expect([0, 14], stdout).toContain(code);
      expect(stdout).toMatch(/delivered (\d+) of \1 iterations/);
      expect(stdout).toContain('ERRORS  none');
    },
    RUN_MS,
  );

  rolloutsOnCluster({ shopctl, kubectl });

  it(
    'breaks as it does locally, is judged by what its pods tell, and is put back',
    async () => {
      const scenario = writeShortScenario(directory, {
        'duration: 40s\n': 'duration: 15s\n',
        'stages: [{ duration: 40s, from: 60/m }]': 'stages: [{ duration: 15s, from: 300/m }]',
        'stages: [{ duration: 40s, from: 120/m }]': 'stages: [{ duration: 15s, from: 240/m }]',
        'maxP95: 2s': 'maxP95: 5s',
        'recovery:': 'expectations: [pods.yaml]\nrecovery:',
      });
      writeFileSync(path.join(directory, 'pods.yaml'), EXPECTATIONS);
      const chaos = await shopctl('chaos', scenario);
      expect(chaos.code, `${chaos.stdout}\n${chaos.stderr}`).toBe(0);
      const runs = readdirSync(path.join(directory, 'reports/runs')).sort();
      const file = path.join(directory, 'reports/runs', runs.at(-1) ?? '', 'record.json');
      const record = parseRunRecord(readFileSync(file, 'utf8'));
      expect(record.chaos?.steps.map(({ outcome }) => outcome)).toEqual(['pass']);
      expect(record.chaos?.undo).toMatchObject({ outcome: 'undone', left: [] });
      expect(record.verdict?.outcome).toBe('pass');
      const validated = await shopctl('validate', '--json');
      expect(validated.code).toBe(0);
      expect(JSON.parse(validated.stdout).outcome).toBe('pass');
      expect((await shopctl('chaos', 'recover')).stdout).toContain('no fault in force on any of');
    },
    RUN_MS,
  );

  it(
    'names what is wrong with exit 3, and leaves a namespace that was given where it is',
    async () => {
      const given = `${NAMESPACE}-given`;
      const elsewhere = mkdtempSync(path.join(tmpdir(), 'cluster-given-'));
      await cluster.exec(directory, 'kubectl', 'create', 'namespace', given);
      const where = ['--target', 'kubernetes', '--namespace', given];
      try {
        await cluster.exec(
          directory,
          'kubectl',
          '--namespace',
          given,
          'create',
          'quota',
          'small',
          '--hard=limits.memory=600Mi',
        );
        const deployed = await cluster.shopctl(elsewhere, 'deploy', ...where, '--image', IMAGE);
        expect(deployed.code).toBe(3);
        expect(deployed.stderr.replaceAll(/\s+/g, ' ')).toContain('its pods exceed the quota small');
        expect((await cluster.shopctl(elsewhere, 'destroy', ...where)).code).toBe(0);
        const left = await cluster.exec(
          directory,
          'kubectl',
          '--namespace',
          given,
          'get',
          'deployments,secrets,services',
          '--output=name',
        );
        expect(left).toMatchObject({ code: 0, stdout: '' });
        const { stdout } = await cluster.exec(directory, 'kubectl', 'get', 'namespaces', '--output=name');
        expect(stdout).toContain(given);
      } finally {
        await cluster.exec(directory, 'kubectl', 'delete', 'namespace', given);
        rmSync(elsewhere, { recursive: true });
      }
    },
    RUN_MS,
  );

  autoscalersOnCluster({ shopctl, kubectl }, WHERE);

  it(
    'leaves nothing behind',
    async () => {
      const destroyed = await shopctl('destroy');
      expect(destroyed.code, destroyed.stderr).toBe(0);
      const { stdout } = await cluster.exec(directory, 'kubectl', 'get', 'namespaces', '--output=name');
      expect(stdout).not.toContain(NAMESPACE);
      const everywhere = await cluster.exec(
        directory,
        // Autoscalers are among all of them.
        ...['kubectl', 'get', 'all,configmaps,secrets,networkpolicies,leases', '--all-namespaces'],
        ...['--selector', 'app.kubernetes.io/managed-by=shopctl'],
        '--output=jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}',
      );
      expect(everywhere.stdout.split('\n').filter((line) => line.startsWith(`${NAMESPACE}/`))).toEqual([]);
      expect(readdirSync(directory).sort()).toEqual(['pods.yaml', 'reports', 'short.yaml']);
    },
    RUN_MS,
  );
}
