import { afterEach, describe, expect, it } from 'vitest';
import { FLAG_FILE_NAME } from '../../../target-shop/contract/flags.ts';
import { flavourOf, newFlagFile } from '../../../target-shop/contract/new-flag-file.ts';
import { switchClusterFlavour } from './cluster-flags.ts';
import { type FakeApiServer, sayYes, startFakeApiServer } from './test-cluster/fake-api-server.ts';

let server: FakeApiServer | undefined;
afterEach(() => server?.close());

/** A cluster whose flags are those of a file; answers the flag files that are written to it. */
async function clusterWith(flagFile: string | undefined) {
  const written: string[] = [];
  server = await startFakeApiServer((request, response) => {
    if (request.url?.includes('/pods'))
      return sayYes(response, { items: [], metadata: { resourceVersion: '1' } });
    const map = flagFile === undefined ? {} : { data: { [FLAG_FILE_NAME]: flagFile } };
    if (request.method !== 'PATCH') return sayYes(response, map);
    request.on('data', (text: Buffer) => written.push(JSON.parse(String(text)).data[FLAG_FILE_NAME]));
    request.on('end', () => sayYes(response, {}));
  });
  return { api: server.api, written };
}

describe('the flags of a shop on a cluster, when it is deployed again', () => {
  it.each([['sock'], [undefined]] as const)(
    'start anew as %s when they are another flavour’s',
    async (flavour) => {
      const { api, written } = await clusterWith(newFlagFile('coffee'));
      await switchClusterFlavour(api, flavour, 0);
      expect(written).toEqual([newFlagFile(flavour)]);
      expect(flavourOf(written[0] ?? '')).toBe(flavour);
    },
  );

  it('stay as their owner has set them when the flavour is the same', async () => {
    const { api, written } = await clusterWith(newFlagFile('coffee').replace('"off"', '"on"'));
    await switchClusterFlavour(api, 'coffee', 0);
    expect(written).toEqual([]);
  });
});
