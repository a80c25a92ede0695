import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LATER_IMPORTS } from './later-imports.ts';
import { LEAN_IMPORTS } from './lean-imports.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-later-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Bundles a program as the services are bundled, and runs it. @returns what it prints, read as JSON */
async function resultOf(program: string): Promise<unknown> {
  await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    outdir: directory,
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', outExtension: { '.js': '.mjs' } },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [LATER_IMPORTS, LEAN_IMPORTS],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(directory, 'stdin.mjs')]);
  return JSON.parse(stdout);
}

it('gives CommonJS that is imported later its names', async () => {
  const program = `const { RateLimiterRedis, default: all } = await import('rate-limiter-flexible');
    console.log(JSON.stringify([typeof RateLimiterRedis, all.RateLimiterRedis === RateLimiterRedis]));`;
  expect(await resultOf(program)).toEqual(['function', true]);
});

it('gives a built-in module that is imported later its names, and looks at none that loads more', async () => {
  const program = `const { request, Agent } = await import('http');
    const fetchIsLoaded = process.moduleLoadList.some((name) => name.endsWith('undici/undici'));
    console.log(JSON.stringify([typeof request, typeof Agent, fetchIsLoaded]));`;
  expect(await resultOf(program)).toEqual(['function', 'function', false]);
});

it('leaves the names of ES modules to the bundler', async () => {
  const program = `const { default: chalk, Chalk } = await import('chalk');
    console.log(JSON.stringify([typeof chalk, typeof Chalk]));`;
  expect(await resultOf(program)).toEqual(['function', 'function']);
});

it('leaves out tables of charsets that no body of the shop is in, and knows the others', async () => {
  const program = `import express from 'express'; // what it uses to read bodies is in there
    import { request } from 'node:http';
    const app = express().use(express.text());
    app.post('/', ({ body }, answer) => answer.send(body)).use((error, _request, answer, _next) => answer.send(error.message));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address();
    const answerTo = (charset) => new Promise((resolve) => {
      const headers = { 'content-type': 'text/plain; charset=' + charset };
      const sent = request({ port, method: 'POST', headers }, (answer) => {
        answer.setEncoding('utf8').once('data', resolve);
      });
      sent.end(Buffer.from([0xe9]));
    });
    console.log(JSON.stringify([await answerTo('iso-8859-1'), await answerTo('gbk')]));
    process.exit();`;
  expect(await resultOf(program)).toEqual(['é', 'unsupported charset "GBK"']);
});
