import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type Behaviour,
  type FakeApiServer,
  sayNo,
  sayYes,
  startFakeApiServer,
} from '../platform/kubernetes/test-cluster/fake-api-server.ts';
import { runShopctl } from './shopctl-process.ts';

// Whole command lines against clusters that are in the way. What each answer means is tested beside the API.

let home: string;
let server: FakeApiServer | undefined;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'refusals-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  rmSync(home, { recursive: true, force: true });
});

/** Runs a deployment with a kubeconfig of this text. */
async function deploy(kubeconfig: string) {
  const file = path.join(home, 'kubeconfig');
  writeFileSync(file, kubeconfig);
  vi.stubEnv('KUBECONFIG', file);
  const argv = ['--target', 'kubernetes', '--namespace', 'shop', '--image', 'shop:1'];
  const result = await runShopctl(home, 'deploy', ...argv);
  // Lines break where the terminal ends.
  return { ...result, stderr: result.stderr.replace(/\s+/g, ' ') };
}

const kubeconfig = (url: string, user: object = { token: 'me' }) =>
  JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'fake' },
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'me' } }],
    clusters: [{ name: 'fake', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user }],
  });

/** A cluster where everything is allowed, up to what a test says. */
const allowing =
  (behave: Behaviour): Behaviour =>
  (request, response) => {
    if (request.url === '/version') sayYes(response, { gitVersion: 'v1.35.4' });
    else if (request.url?.includes('selfsubjectaccessreviews'))
      sayYes(response, { status: { allowed: true } });
    else behave(request, response);
  };

const conflict = {
  message: 'Apply failed with 1 conflict',
  details: {
    ...{ kind: 'namespaces', name: 'shop' },
    causes: [
      { reason: 'FieldManagerConflict', message: 'conflict with "helm" using v1', field: '.metadata.labels' },
    ],
  },
};

it.each<[string, Behaviour, RegExp]>([
  [
    '401',
    (_, response) => sayNo(response, 401, { message: 'Unauthorized' }),
    /context "fake" does not accept/,
  ],
  [
    'a right that is missing',
    (request, response) =>
      request.url === '/version'
        ? sayYes(response, { gitVersion: 'v1.35.4' })
        : sayYes(response, { status: { allowed: false } }),
    /not allowed in the namespace "shop": patch deployments.*rbac\.yaml/,
  ],
  [
    '409 with the owner',
    allowing((request, response) => {
      if (request.method === 'PATCH') sayNo(response, 409, conflict);
      else sayNo(response, 404, { details: { name: 'shop' } });
    }),
    /another manager owns: \.metadata\.labels \(conflict with "helm".*--force-conflicts/,
  ],
  ['429', (_, response) => sayNo(response, 429, {}, { 'retry-after': '0' }), /too busy.*Try again/],
])('%s: a sentence, the way out and exit 3', async (_, behave, complaint) => {
  server = await startFakeApiServer(behave);
  const { code, stdout, stderr } = await deploy(kubeconfig(server.url));
  expect(stderr).toMatch(complaint);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
});

it('refused connections: exit 3', async () => {
  server = await startFakeApiServer(() => undefined);
  await server.close();
  const { code, stderr } = await deploy(kubeconfig(server.url));
  expect(stderr).toMatch(/context "fake"\) refuses connections.*KUBECONFIG/);
  expect(code).toBe(3);
});

it.each<[string, () => string, RegExp]>([
  ['is no YAML', () => 'contexts: [a', /the kubeconfig cannot be used: .*kubeconfig/],
  [
    'names a login program that is not there',
    () => kubeconfig('https://127.0.0.1:1', { exec: execOf('no-such-login') }),
    /credentials of context "fake" cannot be had: .*no-such-login.*are you logged in/,
  ],
  [
    'names a login program that fails',
    () => {
      const program = path.join(home, 'login');
      writeFileSync(program, '#!/bin/sh\necho "session is over" >&2\nexit 1\n');
      chmodSync(program, 0o755);
      return kubeconfig('https://127.0.0.1:1', { exec: execOf(program) });
    },
    /cannot be had: session is over/,
  ],
  [
    'names a certificate that is not there',
    () =>
      kubeconfig('https://127.0.0.1:1', {
        'client-certificate': '/no/cert.pem',
        'client-key': '/no/key.pem',
      }),
    /cannot be had: .*\/no\/cert\.pem/,
  ],
])('a kubeconfig that %s: exit 3', async (_, text, complaint) => {
  const { code, stderr } = await deploy(text());
  expect(stderr).toMatch(complaint);
  expect(code).toBe(3);
  expect(readdirSync(home)).not.toContain('reports');
});

const execOf = (command: string) => ({
  ...{ apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' },
  command,
});
