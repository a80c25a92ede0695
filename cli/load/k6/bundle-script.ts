import path from 'node:path';
import type { ScriptPlan } from './script/load-script.ts';

/**
 * Answers the whole script by which k6 plays a load, journeys and plan included, as one ES module.
 * @throws Error with esbuild's words when it cannot be built
 */
export async function bundleScript(plan: ScriptPlan): Promise<string> {
  // Loaded here: only loads that k6 plays pay for it.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents: entryOf(plan), resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['k6', 'k6/*'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** In a checkout everything is `.ts`; in a build, `.js`. */
function entryOf(plan: ScriptPlan): string {
  const extension = path.extname(import.meta.filename);
  return `
    import { loadScript } from './script/load-script${extension}';
    import { JOURNEYS } from '../../../scenarios/journeys/registry${extension}';
    const script = loadScript(${JSON.stringify(plan)}, JOURNEYS);
    export const { options, setup, handleSummary } = script;
    export default () => script.play();
  `;
}
