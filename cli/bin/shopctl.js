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
  nodeModule.enableCompileCache?.();
  // A load's memory is for its users: loading the program must not grow what new objects are born into. The thread
  // that plays gets its own measure, in cli/load/workers/engine-thread.ts.
  if (process.argv[2] === 'load') setFlagsFromString('--semi-space-growth-factor=1');
  // An installed package cannot strip types under node_modules; it carries a build. A checkout has one if asked.
  const isBuilt = import.meta.url.includes('/node_modules/') || process.env.SHOPCTL_BUILT === '1';
  const { main } = await import(isBuilt ? '../../dist/cli/main.js' : '../main.ts');
  main();
}
