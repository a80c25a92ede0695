import { formatDuration } from '../core/duration.ts';
import { ExitCode } from '../core/errors.ts';
import { AUTOSCALER_COLUMNS, autoscalerRows, autoscalerTroubles } from '../platform/autoscaler-table.ts';
import { choosePlatform } from '../platform/choose-platform.ts';
import type { PartStatus, ShopStatus } from '../platform/platform.ts';
import { renderTable } from '../report/text/table.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { platformFlags } from '../terminal/platform-flags.ts';

const COLUMNS = [
  { title: 'part' },
  { title: 'state' },
  { title: 'pid', align: 'right' },
  { title: 'up', align: 'right' },
  { title: 'restarts', align: 'right' },
  { title: 'MB', align: 'right' },
  { title: 'where', isFlexible: true, dropOrder: 1 },
] as const;

export default class Status extends BaseCommand {
  static override summary = 'Say how every part of the shop is.';
  static override description =
    'Memory is proportional (PSS): pages that processes share are counted once. Exits 3 when a part is not ready.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = platformFlags;

  override async run(): Promise<ShopStatus> {
    const { flags } = await this.parse(Status);
    const status = await (await choosePlatform(flags)).status();
    this.#table(
      COLUMNS,
      status.parts.map((part) => this.#row(part)),
    );
    const { autoscalers = [] } = status;
    if (autoscalers.length > 0) this.#table(AUTOSCALER_COLUMNS, autoscalerRows(autoscalers), '\n');
    const totalMb = status.parts.reduce((sum, { memoryMb = 0 }) => sum + memoryMb, 0);
    const flavour = status.flavour === undefined ? '' : `  flavour ${status.flavour}`;
    const memory = totalMb > 0 ? `  ${Math.round(totalMb)} MB in all` : '';
    this.print(`\n${status.url}${memory}${flavour}`);
    const unready = status.parts.filter(({ state }) => state !== 'ready' && state !== 'external');
    for (const { name, detail = 'not ready yet' } of unready) this.note(`${name}: ${detail}`);
    // The shop is as ready without them.
    for (const sentence of autoscalerTroubles(autoscalers)) this.note(sentence);
    if (unready.length > 0) this.concludeWith(ExitCode.environment);
    return status;
  }

  #table(
    columns: Parameters<typeof renderTable>[0],
    rows: Parameters<typeof renderTable>[1],
    before = '',
  ): void {
    this.print(before + renderTable(columns, rows, { width: this.width, indent: 0 }).join('\n'));
  }

  #row({ name, state, pid, uptimeMs, restarts, memoryMb, url }: PartStatus) {
    const isUp = state === 'ready' || state === 'external';
    return [
      name,
      { text: `${isUp ? '✔' : '✖'} ${state}`, paint: isUp ? this.paint.green : this.paint.red },
      String(pid ?? ''),
      uptimeMs === undefined ? '' : formatDuration(Math.round(uptimeMs / 1000) * 1000),
      String(restarts),
      memoryMb === undefined ? '' : memoryMb.toFixed(0),
      url ?? '',
    ];
  }
}
