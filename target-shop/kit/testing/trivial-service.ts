/** A service with nothing of its own, as a process: for tests of what a process does. */
import { Router } from 'express';
import { createService } from '../create-service.ts';

await createService({
  name: 'frontend',
  routes: (kit) => [
    Router()
      .get('/slow', async (request, response) => {
        await kit.clock.sleep(Number(request.query['ms']));
        response.json('done');
      })
      .get('/crash', () => {
        setImmediate(() => {
          throw new Error('nobody catches this');
        });
      }),
  ],
});
