import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FoundPeer, FoundPeers } from './find-peers.ts';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 2 ** 20;

/** One request at a constant rate. */
export interface SteadyLoad {
  readonly targetUrl: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
}

/** What a tool says of a load, all of it its own figures. */
export interface Reported {
  readonly requests: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly meanMs: number;
}

/** A tool that can play such a load. */
export interface SteadyTool {
  readonly name: string;
  readonly version: string;
  /** How it was told to, for a reader. */
  readonly how: string;
  /** Plays it to its end. @throws Error when the tool did not work */
  play(load: SteadyLoad): Promise<Reported>;
}

export interface SteadyOptions {
  /** How many virtual users k6 has at most, one variant each. */
  readonly k6Users: readonly number[];
  readonly autocannonConnections: number;
}

/** Answers the peers that are there, each told to send at a constant rate as its manual says. */
export function steadyTools(found: FoundPeers['found'], options: SteadyOptions): readonly SteadyTool[] {
  const makers: Readonly<Record<string, (peer: FoundPeer) => readonly SteadyTool[]>> = {
    k6: (peer) => options.k6Users.map((users) => k6(peer, users)),
    vegeta: (peer) => [vegeta(peer)],
    artillery: (peer) => [artillery(peer)],
    autocannon: (peer) => [autocannon(peer, options.autocannonConnections)],
  };
  return Object.entries(makers).flatMap(([name, make]) => {
    const peer = found.get(name);
    return peer === undefined ? [] : make(peer);
  });
}

function k6({ binary, version }: FoundPeer, users: number): SteadyTool {
  return {
    ...{ name: 'k6', version },
    how: `constant-arrival-rate, ${users} preallocated users`,
    async play({ targetUrl, ratePerSecond, seconds }) {
      const env = {
        ...{ URL: targetUrl, RATE: `${ratePerSecond}`, SECONDS: `${seconds}`, USERS: `${users}` },
      };
      const said = await outputOf(binary, ['run', '--quiet', fileOf('./steady.k6.js')], env);
      const metrics = JSON.parse(said);
      const { avg, max, 'p(99)': p99 } = metrics.http_req_duration.values;
      return { requests: metrics.http_reqs.values.count, p99Ms: p99, maxMs: max, meanMs: avg };
    },
  };
}

function vegeta({ binary, version }: FoundPeer): SteadyTool {
  return {
    ...{ name: 'vegeta', version },
    how: 'attack -rate, workers as needed',
    async play({ targetUrl, ratePerSecond, seconds }) {
      const attack = `${binary} attack -rate=${ratePerSecond} -duration=${seconds}s`;
      const words = `echo "GET ${targetUrl}/" | ${attack} | ${binary} report -type=json`;
      const { requests, latencies } = JSON.parse(await outputOf('bash', ['-c', words]));
      const ms = (name: string) => latencies[name] / 1e6;
      return { requests, p99Ms: ms('99th'), maxMs: ms('max'), meanMs: ms('mean') };
    },
  };
}

function artillery({ binary, version }: FoundPeer): SteadyTool {
  return {
    ...{ name: 'Artillery', version },
    how: 'arrivalRate',
    async play({ targetUrl, ratePerSecond, seconds }) {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'artillery-'));
      try {
        const output = path.join(folder, 'report.json');
        const phases = [{ duration: seconds, arrivalRate: ratePerSecond }];
        const options = ['--output', output, '--overrides', JSON.stringify({ config: { phases } })];
        const env = { URL: targetUrl, ARTILLERY_DISABLE_TELEMETRY: 'true' };
        const script = fileOf('./steady.artillery.yml');
        await outputOf(process.execPath, [binary, 'run', '--quiet', ...options, script], env);
        const { counters, summaries } = JSON.parse(await readFile(output, 'utf8')).aggregate;
        const { p99, max, mean } = summaries['http.response_time'];
        return { requests: counters['http.requests'], p99Ms: p99, maxMs: max, meanMs: mean };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

function autocannon({ binary, version }: FoundPeer, connections: number): SteadyTool {
  return {
    ...{ name: 'autocannon', version },
    how: `-R, ${connections} connections, its correction for coordinated omission on`,
    async play({ targetUrl, ratePerSecond, seconds }) {
      const options = ['-R', `${ratePerSecond}`, '-d', `${seconds}`, '-c', `${connections}`];
      const said = await outputOf(process.execPath, [binary, ...options, '-n', '--json', targetUrl]);
      const { requests, latency } = JSON.parse(said);
      return { requests: requests.sent, p99Ms: latency.p99, maxMs: latency.max, meanMs: latency.average };
    },
  };
}

async function outputOf(
  program: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await run(program, [...argv], {
    env: { ...process.env, ...env },
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  return stdout;
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
