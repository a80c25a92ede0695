import { createRequire, isBuiltin } from 'node:module';
import { types } from 'node:util';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'later';
/** What may stand in an import; `default` has a line of its own. */
const NAME = /^(?!default$)[A-Za-z_$][\w$]*$/;

/** What stands between the two hooks: which names a module exports, and from where it was asked for. */
interface Later {
  readonly names: readonly string[];
  readonly resolveDir: string;
}

/**
 * Lets services take the exports of CommonJS by their names from `import()`, as Node does: esbuild splits what is
 * imported later off into a file of its own, which would export nothing but `default`.
 */
export const LATER_IMPORTS: Plugin = {
  name: 'later-imports',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === NAMESPACE) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: NAMESPACE });
      if (found.errors.length > 0) return { errors: found.errors };
      const names = commonJsNames(isBuiltin(path) ? path : found.path);
      return names && { path, namespace: NAMESPACE, pluginData: { names, resolveDir } satisfies Later };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData }) => {
      const { names, resolveDir } = pluginData as Later; // set above, and by nobody else
      const from = JSON.stringify(path);
      const contents = `import all from ${from};\nexport default all;\nexport const { ${names} } = all;`;
      return { contents, resolveDir };
    });
  },
};

/** Answers what a CommonJS module exports; `undefined` for an ES module, whose names esbuild knows. */
function commonJsNames(module: string): readonly string[] | undefined {
  const exported: unknown = createRequire(import.meta.url)(module);
  if (types.isModuleNamespaceObject(exported)) return undefined;
  // What a built-in module computes when it is asked for is left alone: `http` would load its whole fetch.
  return Object.entries(Object.getOwnPropertyDescriptors(exported))
    .filter(([name, { get }]) => NAME.test(name) && (get === undefined || !isBuiltin(module)))
    .map(([name]) => name);
}
