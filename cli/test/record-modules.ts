import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { threadId } from 'node:worker_threads';

// Preloaded by tests (`node --import`): writes every module that a process loads to a file, a line each: the number
// of the thread, 0 for the main one, and the URL.
const file = process.env['SHOPCTL_TEST_MODULE_LIST'];
if (file !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      appendFileSync(file, `${threadId} ${url}\n`);
      return nextLoad(url, context);
    },
  });
}
