import { startRightShop } from '../scenarios/journeys/test/right-shop-server.ts';
import { keyedRandom } from '../target-shop/contract/keyed-random.ts';

// A shop in a process of its own: right answers, each after 5 to 50 ms, drawn by how many there were before it.
// Says its URL when it listens.

let answers = 0;
const shop = await startRightShop({
  answerAfterMs() {
    answers += 1;
    return 5 + 45 * keyedRandom(1, answers);
  },
});
process.on('disconnect', () => process.exit());
process.send?.(shop.url);
