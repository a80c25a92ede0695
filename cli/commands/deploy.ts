import * as Flags from '@oclif/core/flags';
import { FLAVOURS, type FlavourName } from '../../target-shop/contract/flavours.ts';
import { choosePlatform, namesCluster } from '../platform/choose-platform.ts';
import { AUTOSCALE_METRICS } from '../platform/kubernetes/manifests/autoscalers.ts';
import { RESOURCE_TABLES } from '../platform/kubernetes/manifests/resource-tables.ts';
import { planColumns, planRows, planTotals } from '../platform/plan-table.ts';
import type { DeployPlan, ShopStatus } from '../platform/platform.ts';
import { renderTable } from '../report/text/table.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { flavourFlag, portBaseFlag, refuseTooSmall } from '../terminal/plan-flags.ts';
import { platformFlags } from '../terminal/platform-flags.ts';
import { runSteps } from '../terminal/run-steps.ts';

export default class Deploy extends BaseCommand {
  static override summary = 'Start the shop: its services, Redis, Postgres and a telemetry receiver.';
  static override description =
    'Everything runs as processes of this user and listens on loopback, or as pods on a cluster. A shop that already runs as requested is left alone; one of another flavour is started anew here, and has its flags switched on a cluster.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plan',
    '<%= config.bin %> <%= command.id %> --port-base 4000',
    '<%= config.bin %> <%= command.id %> --flavour coffee',
    '<%= config.bin %> <%= command.id %> --target kubernetes --image registry.example/shop:1 --namespace shop',
    '<%= config.bin %> <%= command.id %> --target kubernetes --resources sock --plan',
    '<%= config.bin %> <%= command.id %> --target kubernetes --autoscale cpu --plan',
  ];
  static override flags = {
    size: Flags.option({
      options: ['core', 'full'] as const,
      default: 'full',
      description: 'How many of its services: the eight of the core, or all.',
      env: 'SHOPCTL_SIZE',
    })(),
    flavour: flavourFlag(),
    'port-base': portBaseFlag,
    host: Flags.string({ default: '127.0.0.1', description: 'Address to listen on.', env: 'SHOPCTL_HOST' }),
    'redis-url': Flags.string({
      description: 'Use this Redis.',
      env: 'SHOPCTL_REDIS_URL',
    }),
    'postgres-url': Flags.string({
      description: 'Use this Postgres.',
      env: 'SHOPCTL_POSTGRES_URL',
    }),
    ...platformFlags,
    image: Flags.string({
      description: 'The shop’s image on the cluster, built from what `shopctl image` writes.',
      env: 'SHOPCTL_IMAGE',
      helpGroup: 'PLATFORM',
    }),
    resources: Flags.option({
      options: RESOURCE_TABLES,
      description:
        'On the cluster: whose requests and limits the pods have; ours (lean) when left out, else those of a document, ours for what it does not name.',
      env: 'SHOPCTL_RESOURCES',
      helpGroup: 'PLATFORM',
    })(),
    autoscale: Flags.option({
      options: AUTOSCALE_METRICS,
      description:
        'On the cluster: frontend, gateway, cart, orders and pricing get several pods, scaled by CPU, or the gateway by requests a second where the cluster counts them; wrong-metric has the frontend’s autoscaler look at memory, a mistake to be found. One pod each when left out.',
      env: 'SHOPCTL_AUTOSCALE',
      helpGroup: 'PLATFORM',
    })(),
    'force-conflicts': Flags.boolean({
      description: 'On the cluster: take fields over that another manager owns.',
      helpGroup: 'PLATFORM',
    }),
    'dry-run': Flags.option({
      options: ['client', 'server'] as const,
      description:
        'On the cluster: print what would be applied (client), or ask the cluster whether it would take it (server).',
      helpGroup: 'PLATFORM',
    })(),
    plan: Flags.boolean({ description: 'Say what would be started, and start nothing.' }),
  };

  override async run(): Promise<DeployPlan | ShopStatus> {
    const { flags } = await this.parse(Deploy);
    const {
      'redis-url': redisUrl,
      'postgres-url': postgresUrl,
      'port-base': portBase,
      size,
      host,
      flavour,
      resources,
      autoscale,
    } = flags;
    if (flavour !== undefined) refuseTooSmall(flavour, size);
    const urls = { ...(redisUrl && { redisUrl }), ...(postgresUrl && { postgresUrl }) };
    const request = {
      size,
      portBase,
      host,
      ...urls,
      ...(flavour && { flavour }),
      ...(resources && { resources }),
      ...(autoscale && { autoscale }),
    };
    // What was deployed before does not decide where a shop goes.
    const target = flags.target ?? (namesCluster(flags) ? 'kubernetes' : 'local');
    const platform = await choosePlatform({ ...flags, target, force: flags['force-conflicts'] });
    const plan = platform.planDeploy(request);
    if (flags['dry-run'] !== undefined) {
      for await (const text of platform.rehearse(request, flags['dry-run'])) this.print(text);
      return plan;
    }
    if (flags.plan) {
      this.print(renderTable(planColumns(plan), planRows(plan), { width: this.width, indent: 0 }).join('\n'));
      this.print(`\n${planTotals(plan)}`);
      if (flavour !== undefined) this.print(flavourSentence(flavour));
      return plan;
    }
    const work = await platform.deploy(request);
    await runSteps(work.steps, this.signal);
    const status = await work.result();
    this.print(`${work.steps.length === 0 ? 'The shop already runs' : 'The shop runs'}: ${status.url}`);
    if (status.flavour !== undefined) this.print(flavourSentence(status.flavour));
    this.note('\nnext: shopctl load --rate 30/m --duration 1m');
    return status;
  }
}

function flavourSentence(name: FlavourName): string {
  const { purpose, flags } = FLAVOURS[name];
  const set = Object.entries(flags).map(([flag, variant]) => `${flag} ${variant}`);
  return `flavour ${name}: ${purpose} (${set.join(', ')})`;
}
