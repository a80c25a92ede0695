import { formatPercent } from '../../../core/percent.ts';
import type { ReleaseVerdict } from '../../platform.ts';

/** Answers what share of the requests a release got. */
export function servedShare(version: string, { share }: ReleaseVerdict): string {
  const [measured, low, high] = [share.measured, share.low, share.high].map((each) => formatPercent(each));
  return `${version} got ${measured} of the requests (95 % sure: ${low} to ${high})`;
}

/** Answers that a release was taken away. */
export function putBack(version: string): string {
  return `${version} is taken away, the release before has all requests`;
}
