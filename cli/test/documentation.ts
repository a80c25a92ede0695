import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../core/package-root.ts';

/** A command line as a document prints it. */
export interface DocumentedCommand {
  /** Where it stands, `README.md:12`. */
  readonly place: string;
  /** Words after `shopctl`. */
  readonly argv: readonly string[];
}

/** Answers the `shopctl` lines of a document's `sh` blocks, in order. */
export function commandsIn(document: string): readonly DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let isShell = false;
  readFileSync(path.join(packageRoot(), document), 'utf8')
    .split('\n')
    .forEach((line, index) => {
      if (line.startsWith('```')) isShell = line === '```sh';
      else if (isShell && /^(npx )?shopctl /.test(line)) {
        commands.push({
          place: `${document}:${index + 1}`,
          argv: wordsOf(line.replace(/^(npx )?shopctl /, '')),
        });
      }
    });
  return commands;
}

/**
 * Writes the files that a document prints into a folder: blocks that begin with their kind and name, as in
 * ```` ```ts visit.ts ````. @returns their names
 */
export function writeFilesOf(document: string, folder: string): readonly string[] {
  const text = readFileSync(path.join(packageRoot(), document), 'utf8');
  const blocks = [...text.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)];
  return blocks.map(([, name = '', content = '']) => {
    writeFileSync(path.join(folder, name), content);
    return name;
  });
}

/** Splits as a shell does, quotes and comments included; nothing else of a shell is used in the documents. */
export function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\s#.*$/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
}
