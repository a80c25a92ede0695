import type { ChalkInstance } from 'chalk';
import type { Clock } from '../core/clock.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { RunProgress } from '../run/run-progress.ts';
import { createLiveProgress, type LiveProgressOptions } from './live-progress.ts';
import { createLiveView } from './live-view/live-view.ts';
import type { Screen } from './live-view/screen.ts';

/** Where the progress of a run is shown. */
export interface RunViewOptions {
  readonly plan: RunPlan;
  readonly stream: Screen & LiveProgressOptions['stream'];
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paint: ChalkInstance;
  readonly clock: Clock;
}

/** The progress of a run, as it is shown. */
export interface RunView {
  readonly progress: RunProgress;
  /** Whether the view names the keys itself. */
  readonly namesKeys: boolean;
  /** Says which keys can be pressed from now on. */
  offerKeys(keys: readonly string[]): void;
  /** Writes a line beside the progress. */
  note(text: string): void;
}

/** What can always be done. */
const NO_KEYS = ['Ctrl-C stop'];

/**
 * Answers the progress of a run: a live view of a load on a terminal, a status line there for an experiment, and
 * plain lines elsewhere, in CI and on terminals that cannot draw over what they show.
 */
export function openRunView({ plan, stream, argv, env, paint, clock }: RunViewOptions): RunView {
  const isDrawnOver = stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  const load = plan.loads.find(({ probe }) => !probe);
  if (!isDrawnOver || argv.includes('--json') || plan.experiment !== undefined || load === undefined) {
    return plainView({ plan, stream, paint, clock }, isDrawnOver);
  }
  let keys: readonly string[] = NO_KEYS;
  const view = createLiveView({ screen: stream, paint, clock, plan, load, keys: () => keys });
  return {
    progress: view,
    namesKeys: true,
    offerKeys(offered) {
      keys = offered;
    },
    note: (text) => view.note(text),
  };
}

function plainView(
  { plan, stream, paint, clock }: Pick<RunViewOptions, 'plan' | 'stream' | 'paint' | 'clock'>,
  isTTY: boolean,
): RunView {
  const write = (text: string) => stream.write(text);
  const shown = { isTTY, ...(stream.columns === undefined ? {} : { columns: stream.columns }), write };
  const probes = plan.loads.filter(({ probe }) => probe).map(({ name }) => name);
  return {
    progress: createLiveProgress({ stream: shown, paint, clock, probes }),
    namesKeys: false,
    offerKeys: () => undefined,
    note: (text) => void write(`${text}\n`),
  };
}
