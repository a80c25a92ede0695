import { expect, it } from 'vitest';
import { shopObjects } from '../manifests/shop-objects.ts';
import { besideStable, namedRelease, releaseOf, templateOf } from './beside-stable.ts';

const running = { image: 'registry:5000/shop:1', version: '1' };
const stable = shopObjects({ namespace: 'shop', size: 'core', ...running })
  .flatMap(({ objects }) => objects)
  .find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'frontend');
if (stable === undefined) throw new Error('a shop has a frontend');

it.each([
  ['a version of its own', { version: 'v2' }, { image: running.image, version: 'v2' }],
  [
    'an image, whose tag it is called by',
    { image: 'registry:5000/shop:2.1' },
    { image: 'registry:5000/shop:2.1', version: '2.1' },
  ],
  ['both', { image: 'shop@sha256:abc', version: 'v2' }, { image: 'shop@sha256:abc', version: 'v2' }],
])('a new release with %s', (_, release, named) => {
  expect(namedRelease(release, running)).toEqual(named);
});

it.each([
  ['nothing new', {}, /needs a new release/],
  ['the version that runs', { version: '1' }, /a rollout needs a new release/],
  ['another image under the version that runs', { image: 'other:1' }, /though its image may be another/],
  ['an image without a tag, whose port is none', { image: 'registry:5000/shop' }, /though its image/],
  ['a name that no label can have', { version: 'v 2' }, /--release v 2 is not a name/],
])('a new release with %s is refused', (_, release, complaint) => {
  expect(() => namedRelease(release, running)).toThrow(complaint);
});

it('beside the stable one stands the same Deployment, but for release, track and pods', () => {
  const release = { image: 'shop:2', version: '2' };
  const canary = besideStable(stable, 'canary', release, 3);
  expect(releaseOf(templateOf(canary))).toEqual(release);
  expect(canary.metadata).toMatchObject({
    name: 'frontend-canary',
    labels: { 'app.kubernetes.io/name': 'frontend', 'shopctl.dev/track': 'canary' },
  });
  const { selector, replicas } = canary['spec'] as {
    readonly selector: { readonly matchLabels: object };
    readonly replicas: number;
  };
  expect([selector.matchLabels, replicas]).toEqual([
    {
      'app.kubernetes.io/name': 'frontend',
      'app.kubernetes.io/part-of': 'shop',
      'shopctl.dev/track': 'canary',
    },
    3,
  ]);
  const difference = JSON.stringify(canary)
    .replaceAll('"canary"', '"stable"')
    .replaceAll('frontend-canary', 'frontend')
    .replaceAll('shop:2', running.image)
    .replaceAll('"2"', '"1"')
    .replace('"replicas":3', '"replicas":1');
  const sorted = (text: string) => [...text].sort().join('');
  expect(sorted(difference)).toBe(sorted(JSON.stringify(stable)));
});
