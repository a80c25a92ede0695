import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { leastSquares } from './memory-slope.ts';
import { findPeers } from './peers/find-peers.ts';
import { type InstalledShopctl, installShopctl } from './peers/installed-shopctl.ts';
import type { ToolCommand } from './peers/measured-tool.ts';
import { treeMib } from './peers/tree-memory.ts';

/** The first is how much a tool needs before it has users. */
const USERS = [1, 250, 500, 1000];
const SECONDS = 15;
/** After each of four requests, so 1,000 users send 1,000 requests a second: what every tool and two cores bear. */
const PAUSE_MS = 1000;
const LOOK_EVERY_MS = 50;
const MOST = { mib: 120, kibPerUser: 48 };
/** Of what so many users would send: where there are fewer, the users were not there, and their memory neither. */
const FEWEST_REQUESTS = 0.4;

interface Contender {
  readonly name: string;
  command(targetUrl: string, users: number): ToolCommand;
}

/**
 * What memory tools need for many users at once: the most that all processes of a tool hold together, for a journey of
 * four requests with pauses, and the slope of the line through several numbers of users. Ours is the installed form.
 */
export async function memory(): Promise<readonly Finding[]> {
  const { found, missing } = await findPeers(['locust']);
  using installed = await installShopctl();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-memory-'));
  const tools = [
    shopctl(installed),
    ...Object.entries({ k6, locust }).flatMap(([name, make]) => {
      const binary = found.get(name)?.binary;
      return binary === undefined ? [] : [make(binary)];
    }),
  ];
  try {
    await peakOf(shopctl(installed), 1, folder); // fills the compile cache, as a user's first run does
    const findings: Finding[] = [];
    for (const tool of tools) findings.push(await measure(tool, folder));
    return [...missing.map((text) => ({ text, isGood: true })), ...findings];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(tool: Contender, folder: string): Promise<Finding> {
  const peaks: { users: number; mib: number }[] = [];
  for (const users of USERS) {
    const mib = await peakOf(tool, users, folder);
    if (typeof mib === 'string') return { isGood: tool.name !== 'shopctl', text: `${tool.name}: ${mib}` };
    peaks.push({ users, mib });
  }
  const slope = leastSquares(peaks.map(({ users, mib }) => ({ x: users, y: mib * 1024 })));
  const most = Math.max(...peaks.map(({ mib }) => mib));
  const text = `${tool.name}: ${peaks.map(({ users, mib }) => `${users} users ${mib.toFixed(0)} MiB`).join(', ')}; ${slope.toFixed(1)} KiB for each user beyond the first`;
  if (tool.name !== 'shopctl') return { isGood: true, text };
  return {
    isGood: most <= MOST.mib && slope <= MOST.kibPerUser,
    text: `${text} (wanted: at most ${MOST.mib} MiB and ${MOST.kibPerUser} KiB)`,
  };
}

/** @returns MiB, or why there is nothing to tell */
async function peakOf({ command }: Contender, users: number, folder: string): Promise<number | string> {
  await using target = await startLoopbackTarget();
  const { argv, env = {} } = command(target.url, users);
  const [program, ...words] = argv;
  // Some systems give every Node further certificates, which an installation does not.
  const { NODE_EXTRA_CA_CERTS, ...environment } = process.env;
  const child = spawn(program, words, { cwd: folder, env: { ...environment, ...env }, stdio: 'ignore' });
  let peak = 0;
  const looking = setInterval(() => {
    peak = Math.max(peak, treeMib(child.pid ?? 0));
  }, LOOK_EVERY_MS);
  await once(child, 'close');
  clearInterval(looking);
  const requests = (await target.arrivals()).length;
  const expected = (users * SECONDS * 1000) / PAUSE_MS;
  if (requests < expected * FEWEST_REQUESTS) {
    return `${users} users sent ${requests} requests of about ${expected}: too few to tell`;
  }
  return peak;
}

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const pause = { PAUSE_MS: `${PAUSE_MS}` };

function shopctl({ argv }: InstalledShopctl): Contender {
  const journey = ['--journeys', fileOf('./peers/journey.ts'), '--mix', 'four-requests=1'];
  return {
    name: 'shopctl',
    command: (url, users) => ({
      argv: [...argv, 'load', ...journey, '--target', url, '--vus', `${users}`, '--duration', `${SECONDS}s`],
      env: pause,
    }),
  };
}

function k6(binary: string): Contender {
  return {
    name: 'k6',
    command: (url, users) => ({
      argv: [
        binary,
        ...['run', '--quiet', '--vus', `${users}`, '--duration', `${SECONDS}s`],
        fileOf('./peers/journey.k6.js'),
      ],
      env: { ...pause, URL: url, JOURNEY: 'four-requests' },
    }),
  };
}

function locust(binary: string): Contender {
  const script = fileOf('./peers/journey_locust.py');
  return {
    name: 'locust',
    command: (url, users) => ({
      argv: [
        binary,
        ...['-f', script, '--host', url, '--headless'],
        ...['-u', `${users}`, '-r', `${users}`, '-t', `${SECONDS}s`],
      ],
      env: pause,
    }),
  };
}
