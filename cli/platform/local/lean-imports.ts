import type { Plugin } from 'esbuild';

/**
 * Node looks at every export of a built-in module that an ES module imports, and a look at those of `http` loads
 * its whole fetch: 50 ms of CPU in each service. What is asked for by `require` is not looked at.
 */
const BUILT_IN = /^(node:)?https?$/;

/**
 * The part of undici that services use, without its streams, mocks, caches, fetch and WebSocket: a fifth of each
 * service's code. A second name imported by a service fails the build.
 */
const UNDICI = `
import Agent from 'undici/lib/dispatcher/agent.js';
export { Agent };`;

/**
 * Half a megabyte of tables for Chinese, Japanese and Korean text that body-parser brings along: every process holds
 * its source in memory. A body in such a charset is answered 415, as one in any charset that is not known.
 */
const EAST_ASIAN_TABLES = /iconv-lite[\\/]encodings[\\/]dbcs-data\.js$/;

/** Keeps out of a bundle what its program would load and never use. */
export const LEAN_IMPORTS: Plugin = {
  name: 'lean-imports',
  setup(build) {
    build.onResolve({ filter: BUILT_IN }, ({ path, kind, namespace }) => {
      const isAskedFor = kind === 'require-call' || namespace === 'built-in';
      return isAskedFor ? { path, external: true } : { path, namespace: 'built-in' };
    });
    build.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
    build.onLoad({ filter: EAST_ASIAN_TABLES }, () => ({ contents: 'module.exports = {};' }));
    build.onResolve({ filter: /^undici$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'lean',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'lean' }, ({ pluginData }) => ({
      contents: UNDICI,
      resolveDir: pluginData,
    }));
  },
};
