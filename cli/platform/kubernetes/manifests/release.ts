import type { ShopSize } from '../../../../target-shop/service-table.ts';
import type { AutoscaleMetric, ResourceTable } from '../../platform.ts';

/** What the pods run. */
export interface Release {
  readonly image: string;
  /** On every span, and as a label. */
  readonly version: string;
  readonly size: ShopSize;
  readonly resources: ResourceTable;
  /** By what services are scaled; each has one pod when left out. */
  readonly autoscale?: AutoscaleMetric | undefined;
}
