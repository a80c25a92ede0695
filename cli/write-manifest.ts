import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Plugin } from '@oclif/core/config';
import { programOf } from './program.ts';

// Writes down which commands a build has, so that a command is loaded without all the others. Part of `npm run build`.

const program = programOf(import.meta.filename);
const plugin = new Plugin({
  ...program,
  ...{ type: 'core', isRoot: true, ignoreManifest: true, errorOnManifestCreate: true },
});
await plugin.load();
writeFileSync(path.join(program.root, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));
