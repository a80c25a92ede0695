import type { AddressInfo } from 'node:net';
import express from 'express';

// The least a service of express can be; started by shop-start.ts as the measure of what a process costs.

const server = express()
  .get('/', (_request, response) => void response.send('hello'))
  .listen(0, '127.0.0.1', () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  });
