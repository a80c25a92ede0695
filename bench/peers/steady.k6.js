import http from 'k6/http';

// One request at a constant rate, for k6; its own figures go to stdout as JSON. All by the environment.

const { URL: url, RATE, SECONDS, USERS } = __ENV;

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: Number(RATE),
      duration: `${SECONDS}s`,
      preAllocatedVUs: Number(USERS),
    },
  },
  summaryTrendStats: ['avg', 'p(99)', 'max'],
};

export default function play() {
  http.get(`${url}/`);
}

export function handleSummary({ metrics }) {
  return { stdout: JSON.stringify(metrics) };
}
