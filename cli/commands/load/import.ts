import path from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ImportResult } from '../../load/import/import-file.ts';
import { BaseCommand } from '../../terminal/base-command.ts';

export default class LoadImport extends BaseCommand {
  static override summary = 'Write journeys from a recording of a browser (HAR) or an OpenAPI document.';
  static override description =
    'A recording becomes one journey: its requests to one host in their order, pauses as think times, ids taken from earlier answers, without cookies and secrets. Of an OpenAPI 3 document each operation becomes one, after those that make what its path names. The module is yours to change; `shopctl load --journeys` plays it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> recording.har --out shopping.ts',
    '<%= config.bin %> <%= command.id %> recording.har --host shop.example --force',
    '<%= config.bin %> <%= command.id %> openapi.yaml --per tag',
  ];
  static override args = {
    file: Args.string({ description: 'a HAR file, or an OpenAPI document in JSON or YAML', required: true }),
  };
  static override flags = {
    out: Flags.string({
      description: 'Where the module goes; by default the file’s name with .ts, in this folder.',
      helpValue: 'FILE',
    }),
    force: Flags.boolean({ description: 'Write over a file that is there.', default: false }),
    host: Flags.string({ description: 'HAR: keep requests to this host; by default that of most requests.' }),
    all: Flags.boolean({ description: 'HAR: keep images, styles, scripts and fonts too.', default: false }),
    per: Flags.option({
      options: ['operation', 'tag'] as const,
      default: 'operation',
      description: 'OpenAPI: a journey for each operation, or one for all operations of a tag.',
    })(),
  };

  override async run(): Promise<ImportResult> {
    const { args, flags } = await this.parse(LoadImport);
    // Loaded here: `--help` needs no parser.
    const { importFile } = await import('../../load/import/import-file.ts');
    const result = importFile({
      file: args.file,
      out: flags.out ?? `${path.basename(args.file).replace(/\.[^.]*$/, '')}.ts`,
      isOverwritten: flags.force,
      host: flags.host,
      isAllKept: flags.all,
      per: flags.per,
    });
    const { file, journeys, notes } = result;
    this.print(
      `${file}: ${journeys.map(({ name, requests }) => `${name} (${requests} requests)`).join(', ')}`,
    );
    for (const note of notes) this.note(note);
    this.note(`\nnext: shopctl load --journeys ${file} --rate 1/s --duration 10s`);
    return result;
  }
}
