import { afterAll, beforeAll, describe } from 'vitest';
import { CLUSTER_START_MS, findCluster, startCluster, type TestCluster } from './cluster.ts';
import { namedFailures } from './named-failures.ts';
import { shopOnCluster } from './shop-on-cluster.ts';

const script = findCluster(process.env);
const title =
  script === undefined
    ? 'a cluster (SKIPPED: no cluster can be started here; set SHOPCTL_CLUSTER)'
    : 'a cluster';

describe.skipIf(script === undefined)(title, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster(script ?? '');
  }, CLUSTER_START_MS);
  afterAll(() => cluster?.end(), 120_000);

  describe('with a shop', () => shopOnCluster(() => cluster));
  describe('with workloads that cannot come up', () => namedFailures(() => cluster));
});
