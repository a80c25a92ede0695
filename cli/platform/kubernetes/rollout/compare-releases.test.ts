import { expect, it } from 'vitest';
import { compareReleases } from './compare-releases.ts';
import { countsIn, tallyBetween } from './request-counts.ts';

const of = (errors: number, requests: number) => ({ errors, requests });

it.each([
  ['none on either side', of(0, 270), of(0, 30), 'pass'],
  ['one, which may be chance', of(0, 270), of(1, 30), 'pass'],
  ['two of thirty, where the other has none', of(0, 270), of(2, 30), 'fail'],
  ['as many as the other', of(14, 270), of(2, 30), 'pass'],
  ['fewer than the other', of(60, 150), of(3, 150), 'pass'],
  ['more than the other of many', of(3, 150), of(15, 150), 'fail'],
  ['a few, where the other was asked nothing', of(0, 0), of(3, 300), 'pass'],
  ['many, where the other was asked nothing', of(0, 0), of(30, 300), 'fail'],
  ['none of too few requests', of(0, 270), of(0, 14), 'inconclusive'],
  ['all of too few requests', of(0, 270), of(8, 8), 'fail'],
])('errors of a new release, %s', (_, baseline, candidate, outcome) => {
  expect(compareReleases({ baseline, candidate, unanswered: 0 }).outcome).toBe(outcome);
});

it('requests that nobody answered hold a release back, unless they are very few', () => {
  const outcomeWith = (unanswered: number) =>
    compareReleases({ baseline: of(0, 270), candidate: of(0, 30), unanswered }).outcome;
  expect([3, 4].map(outcomeWith)).toEqual(['pass', 'fail']);
});

it('the share is that of requests in the same time, with its bounds', () => {
  const counted = { baseline: of(0, 500), candidate: of(0, 30), beside: of(0, 270), unanswered: 0 };
  const { share } = compareReleases(counted);
  expect(share.measured).toBe(0.1);
  expect(share.low).toBeCloseTo(0.071, 3);
  expect(share.high).toBeCloseTo(0.139, 3);
});

const METRICS = `# TYPE http_server_request_duration_seconds histogram
http_server_request_duration_seconds_count{http_request_method="GET",http_route="/",http_response_status_code="200"} 40
http_server_request_duration_seconds_sum{http_request_method="GET",http_route="/",http_response_status_code="200"} 1
http_server_request_duration_seconds_count{http_route="/api/cart",http_response_status_code="402",traffic_type="demo"} 5
http_server_request_duration_seconds_count{http_route="/api/cart",http_response_status_code="503",traffic_type="demo"} 3
http_server_request_duration_seconds_bucket{http_response_status_code="500",le="1"} 99
http_client_request_duration_seconds_count{http_response_status_code="500"} 99
`;

it('a page of metrics counts what the server answered; a refusal is no error', () => {
  expect(countsIn(METRICS)).toEqual({ requests: 48, errors: 3 });
});

it('between two looks only what came meanwhile counts, also of a pod that has begun since', () => {
  const before = new Map([['old', of(3, 100)]]);
  const after = new Map([
    ['old', of(4, 150)],
    ['new', of(1, 7)],
  ]);
  expect(tallyBetween(before, after, ['old', 'new'])).toEqual({ requests: 57, errors: 2 });
  expect(tallyBetween(before, after, ['gone'])).toEqual({ requests: 0, errors: 0 });
});
