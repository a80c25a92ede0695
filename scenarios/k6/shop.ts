import { playJourneys } from '../../cli/load/k6/script/play-journeys.ts';
import customers from '../journeys/customers.ts';
import history from '../journeys/history.ts';
import menu from '../journeys/menu.ts';
import purchase from '../journeys/purchase.ts';

// The shop's journeys in k6 alone, without shopctl: k6's own options, output and summary.
//   k6 run scenarios/k6/shop.ts
//   k6 run -e TARGET=http://127.0.0.1:4000 scenarios/k6/shop.ts

/** 30 iterations a minute for two minutes. */
export const options = {
  scenarios: {
    users: {
      executor: 'constant-arrival-rate',
      rate: 30,
      timeUnit: '1m',
      duration: '2m',
      preAllocatedVUs: 20,
    },
  },
  thresholds: { http_req_failed: ['rate<0.01'], checks: ['rate>0.99'] },
};

export default playJourneys({
  targetUrl: __ENV['TARGET'] ?? 'http://127.0.0.1:3000',
  journeys: [menu, purchase, history, customers],
  mix: [
    { journey: 'menu', probability: 0.8 },
    { journey: 'purchase', probability: 0.6 },
    { journey: 'history', probability: 0.3 },
    { journey: 'customers', probability: 0.1 },
  ],
  seed: 1,
});
