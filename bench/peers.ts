import { fileURLToPath } from 'node:url';
import { quantile } from '../cli/core/statistics.ts';
import type { Finding } from './finding.ts';
import { type LoopbackTarget, startLoopbackTarget } from './loopback-target.ts';
import { type FoundPeers, findPeers } from './peers/find-peers.ts';
import { type InstalledShopctl, installShopctl } from './peers/installed-shopctl.ts';
import { measureTool, type ToolCommand } from './peers/measured-tool.ts';

const ROUNDS = 3;
const SECONDS = 20;
const USERS = 50;

/** A tool that plays one of the works against a target. */
interface Contender {
  readonly name: string;
  command(targetUrl: string): ToolCommand;
}

/** A work, who does it, and how many times a peer's requests per CPU-second ours must be. */
interface Work {
  readonly name: string;
  readonly ours: Contender;
  readonly peers: readonly Contender[];
  readonly goals: Readonly<Record<string, number>>;
}

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * How many requests tools send for a second of CPU: the same work on the same server, one tool after another, in
 * rounds. The server counts, so no tool is believed. Those that cannot be installed are named and left out. Ours is
 * the installed form, as the others are.
 */
export async function peers(): Promise<readonly Finding[]> {
  const { found, missing } = await findPeers(['locust', 'autocannon', 'vegeta', 'artillery']);
  using installed = await installShopctl();
  const works = [journeyWork(found, installed), rawWork(found, installed)];
  const findings: Finding[] = missing.map((text) => ({ text, isGood: true }));
  for (const work of works) findings.push(...(await compare(work)));
  return findings;
}

type Found = FoundPeers['found'];

function journeyWork(found: Found, installed: InstalledShopctl): Work {
  const name = 'journey of four requests with JSON checks and trace context';
  return {
    name,
    ours: shopctl(installed, 'four-requests'),
    peers: [...k6(found, 'four-requests'), ...locust(found), ...artillery(found)],
    goals: { k6: 3, locust: 4, artillery: 12 },
  };
}

function rawWork(found: Found, installed: InstalledShopctl): Work {
  const peers = [...k6(found, 'one-request'), ...autocannon(found), ...vegeta(found)];
  return {
    name: 'raw GET',
    ours: shopctl(installed, 'one-request'),
    peers,
    goals: { k6: 1, autocannon: 0.6, vegeta: 1 },
  };
}

function shopctl({ argv }: InstalledShopctl, journey: string): Contender {
  const options = ['--mix', `${journey}=1`, '--vus', `${USERS}`, '--duration', `${SECONDS}s`, '--json'];
  return {
    name: 'shopctl',
    command: (url) => ({
      argv: [...argv, 'load', '--journeys', fileOf('./peers/journey.ts'), '--target', url, ...options],
    }),
  };
}

function k6(found: Found, journey: string): readonly Contender[] {
  const options = [
    'run',
    '--quiet',
    '--vus',
    `${USERS}`,
    '--duration',
    `${SECONDS}s`,
    fileOf('./peers/journey.k6.js'),
  ];
  return contender(found, 'k6', (binary, url) => ({
    argv: [binary, ...options],
    env: { URL: url, JOURNEY: journey },
  }));
}

function locust(found: Found): readonly Contender[] {
  const options = ['--headless', '-u', `${USERS}`, '-r', `${USERS}`, '-t', `${SECONDS}s`];
  return contender(found, 'locust', (binary, url) => ({
    argv: [binary, '-f', fileOf('./peers/journey_locust.py'), '--host', url, ...options],
  }));
}

function autocannon(found: Found): readonly Contender[] {
  return contender(found, 'autocannon', (binary, url) => ({
    argv: [process.execPath, binary, '-c', `${USERS}`, '-d', `${SECONDS}`, '-n', url],
  }));
}

function vegeta(found: Found): readonly Contender[] {
  const limits = `-rate=0 -max-workers=${USERS} -connections=${USERS} -duration=${SECONDS}s`;
  return contender(found, 'vegeta', (binary, url) => ({
    argv: ['bash', '-c', `echo "GET ${url}/" | ${binary} attack ${limits} | ${binary} report`],
  }));
}

/** As near to a closed model as it comes; journey.artillery.yml says what is not the same. */
function artillery(found: Found): readonly Contender[] {
  return contender(found, 'artillery', (binary, url) => ({
    argv: [process.execPath, binary, 'run', '--quiet', fileOf('./peers/journey.artillery.yml')],
    env: { URL: url, SECONDS: `${SECONDS}`, ARTILLERY_DISABLE_TELEMETRY: 'true' },
  }));
}

function contender(
  found: Found,
  name: string,
  command: (binary: string, url: string) => ToolCommand,
): readonly Contender[] {
  const binary = found.get(name)?.binary;
  return binary === undefined ? [] : [{ name, command: (url) => command(binary, url) }];
}

async function compare({ name, ours, peers: others, goals }: Work): Promise<readonly Finding[]> {
  const perCpuSecond = new Map<string, number[]>();
  const peakMb = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const tool of [ours, ...others]) {
      await using target = await startLoopbackTarget();
      const { requests, use } = await play(tool, target);
      perCpuSecond.set(tool.name, [...(perCpuSecond.get(tool.name) ?? []), requests / use.cpuSeconds]);
      peakMb.set(tool.name, Math.max(peakMb.get(tool.name) ?? 0, use.peakMb));
    }
  }
  const median = (tool: string) =>
    quantile(
      (perCpuSecond.get(tool) ?? []).sort((a, b) => a - b),
      0.5,
    );
  return [
    { text: `${name}, ${USERS} users: medians of ${ROUNDS} rounds`, isGood: true },
    ...[ours, ...others].map((tool) => {
      const ratio = median(ours.name) / median(tool.name);
      const goal = goals[tool.name];
      const wanted = goal === undefined ? '' : `, ours is ${ratio.toFixed(2)} times that (wanted: ${goal})`;
      const text = `  ${tool.name}: ${median(tool.name).toFixed(0)} requests per CPU-second, ${peakMb.get(tool.name)?.toFixed(0)} MB${wanted}`;
      return { text, isGood: goal === undefined || ratio >= goal };
    }),
  ];
}

async function play(tool: Contender, target: LoopbackTarget) {
  const use = await measureTool(tool.command(target.url));
  const requests = (await target.arrivals()).length;
  if (requests === 0) throw new Error(`${tool.name} sent nothing`);
  return { requests, use };
}
