import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Preloaded by tests (`node --import`): writes the URL of every module that a process loads to a file.
const file = process.env['SHOPCTL_TEST_MODULE_LIST'];
if (file !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      appendFileSync(file, `${url}\n`);
      return nextLoad(url, context);
    },
  });
}
