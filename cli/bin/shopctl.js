#!/usr/bin/env node
// Plain JavaScript with old syntax: it must be able to say "too old" on any Node.
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';

const OLDEST = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `shopctl needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}.\n` +
      'In a checkout, `npm run shopctl -- COMMAND` uses the Node that `npm install` brought.\n',
  );
  process.exitCode = 3;
} else {
  if (process.argv[2] === 'load') keepMemoryForUsers();
  nodeModule.enableCompileCache?.();
  // An installed package cannot strip types under node_modules; it carries a build. A checkout has one if asked.
  const isBuilt = import.meta.url.includes('/node_modules/') || process.env.SHOPCTL_BUILT === '1';
  const { main } = await import(isBuilt ? '../../dist/cli/main.js' : '../main.ts');
  main();
}

/** A load's memory is for its users: what is set before the program loads, or not at all. */
function keepMemoryForUsers() {
  if (process.argv.some((argument) => /^--vus\b/.test(argument))) keepMemoryTogether();
  // Loading the program must not grow what new objects are born into. The thread that plays gets its own measure, in
  // cli/load/workers/engine-thread.ts.
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * The C library keeps memory apart for each of a dozen threads, 5 MB with 1,000 users. It is told before it starts: this
 * process begins once more, 50 ms later and with the same id.
 */
function keepMemoryTogether() {
  if (process.platform !== 'linux' || !process.execve || process.env.MALLOC_ARENA_MAX !== undefined) return;
  const argv = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, argv, { ...process.env, MALLOC_ARENA_MAX: '2' });
}
