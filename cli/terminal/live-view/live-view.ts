import type { ChalkInstance } from 'chalk';
import type { Clock } from '../../core/clock.ts';
import { formatDuration } from '../../core/duration.ts';
import type { LoadLook } from '../../load/load-look.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { RunProgress } from '../../run/run-progress.ts';
import { renderView } from './render-view.ts';
import { InPlace, type Screen } from './screen.ts';
import { WatchedLoad, type WatchedPlan } from './watched-load.ts';

/** Where and what the view shows. */
export interface LiveViewOptions {
  readonly screen: Screen;
  readonly paint: ChalkInstance;
  readonly clock: Clock;
  readonly plan: WatchedPlan;
  readonly load: LoadPlan;
  /** Answers what the user can do now, as the view's last line says it; not empty. */
  keys(): readonly string[];
}

/** A progress that other lines can be written beside. */
export interface LiveView extends Required<RunProgress> {
  /** Writes a line above the view, for good. */
  note(text: string): void;
}

/** Four frames a second. */
const FRAME_MS = 250;
/** A generator that takes longer to answer is shown as it was. */
const ANSWER_WITHIN_MS = 150;

/** Answers a progress that shows a load on a terminal while it plays, four times a second, and lines around it. */
export function createLiveView({ screen, paint, clock, plan, load, keys }: LiveViewOptions): LiveView {
  const place = new InPlace(screen);
  const watched = new WatchedLoad(plan, load);
  const ends: (() => void)[] = [];
  const draw = () => place.draw(renderView(watched.view(clock.now(), keys()), place.size, paint));
  const note = (text: string) => place.print(text);
  const endAll = () => {
    for (const end of ends.splice(0)) end();
    place.close();
  };
  return {
    note,
    phase(title, plannedMs) {
      note(`${paint.cyan('▸')} ${title}${plannedMs === undefined ? '' : ` (${formatDuration(plannedMs)})`}`);
    },
    event: ({ text }) => note(`  ${text}`),
    window: (window) => watched.second(window),
    search: (standing) => watched.search(standing),
    broken: (expression) => watched.break(expression),
    watch(look) {
      const over = new AbortController();
      ends.push(() => over.abort());
      void showFrames({ clock, over: over.signal, look, take: (taken) => watched.look(taken), draw });
      return endAll;
    },
    done: endAll,
  };
}

interface Frames {
  readonly clock: Clock;
  readonly over: AbortSignal;
  look(): Promise<LoadLook>;
  take(look: LoadLook): void;
  draw(): void;
}

/** Looks and draws until it is over; what takes too long to look at is drawn as it was. */
async function showFrames({ clock, over, look, take, draw }: Frames): Promise<void> {
  const until = (epochMs: number) => clock.sleepUntil(epochMs, over).catch(() => undefined);
  let asked: Promise<void> | undefined;
  for (let dueMs = clock.now(); !over.aborted; dueMs = Math.max(dueMs + FRAME_MS, clock.now())) {
    await until(dueMs);
    asked ??= look()
      .then(take, () => undefined)
      .finally(() => {
        asked = undefined;
      });
    await Promise.race([asked, until(clock.now() + ANSWER_WITHIN_MS)]);
    if (!over.aborted) draw();
  }
}
