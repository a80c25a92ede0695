import * as Args from '@oclif/core/args';
import type { BuildContext } from '../platform/kubernetes/image/write-build-context.ts';
import { BaseCommand } from '../terminal/base-command.ts';

export default class Image extends BaseCommand {
  static override summary = 'Write a folder to build the shop’s container image from.';
  static override description =
    'One image runs every service and the telemetry receiver: a Dockerfile beside the same bundles that run locally. Build it with docker, podman or buildah, and give it to `shopctl deploy --target kubernetes --image`.';
  static override examples = ['<%= config.bin %> <%= command.id %> ./shop-image'];
  static override args = {
    directory: Args.string({ description: 'a folder that is empty or does not exist yet', required: true }),
  };

  override async run(): Promise<BuildContext> {
    const { args } = await this.parse(Image);
    const { writeBuildContext } = await import('../platform/kubernetes/image/write-build-context.ts');
    const context = await writeBuildContext(args.directory, process.env);
    this.print(`docker build -t shopctl-shop:${context.hash} ${context.directory}`);
    return context;
  }
}
