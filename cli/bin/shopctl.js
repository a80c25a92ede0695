#!/usr/bin/env node
// Plain JavaScript with old syntax: it must be able to say "too old" on any Node.
import * as nodeModule from 'node:module';

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
  // An installed package cannot strip types under node_modules; it carries a build.
  const isInstalled = import.meta.url.includes('/node_modules/');
  const { main } = await import(isInstalled ? '../../dist/cli/main.js' : '../main.ts');
  main();
}
