import { MessageChannel, Worker } from 'node:worker_threads';
import {
  costOf,
  type Plan,
  type Problem,
  type Progress,
  type Search,
  type Solution,
  type SolveOptions,
  type Solver,
} from '../../core/roster/problem.ts';
import type { Job, News } from './roster.worker.ts';
import { stepOf } from './search.ts';

type Memory = Readonly<Record<Job['work'], number | null>>;

/** Not more often than this is progress told, ms. */
const TOLD_EVERY = 250;

/**
 * HiGHS in two workers, each with its own memory: one proves, one improves, and each tells the other what it found. They
 * are ended with the search, in whatever they are; one that dies leaves the search to the other.
 */
export const solver: Solver = createSolver({ memory: { prove: null, improve: null } });

/** `memory`: what the JavaScript of a worker may use, MiB; null where Node decides. Tests starve them. */
export function createSolver({ memory }: { memory: Memory }): Solver {
  return { solve: (problem, options, onProgress) => search(problem, options, onProgress, memory) };
}

function search(
  problem: Problem,
  { seconds, gap, start }: SolveOptions,
  onProgress: ((progress: Progress) => void) | undefined,
  memory: Memory,
): Search {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const step = stepOf(problem);
  let best: { plan: Plan; cost: number } | null = null;
  let bound: number | null = null;
  let told = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | null = null;
  let finish: (solution: Solution) => void = () => {};
  const done = new Promise<Solution>((resolve) => {
    finish = resolve;
  });
  const workers = startWorkers(problem, { seconds, gap, start }, memory);
  let alive = workers.length;
  const timer = setTimeout(() => end(), seconds * 1000);

  for (const worker of workers) {
    worker.on('message', (news: News) => hear(news));
    // A worker that ran out of memory says so here; what it found stands, and the other goes on.
    worker.on('error', (error) => process.emitWarning(error));
    worker.on('exit', () => {
      alive -= 1;
      if (alive === 0) end();
    });
  }
  return { stop: () => end(), done };

  function hear(news: News): void {
    switch (news.type) {
      case 'plan': {
        // Counted anew, so that nothing rests on the solver's arithmetic.
        const { cost, hard } = costOf(problem, news.plan);
        if (hard.length > 0 || (best !== null && cost >= best.cost)) return;
        best = { plan: news.plan, cost };
        break;
      }
      case 'bound': {
        const whole = step === null ? news.bound : Math.ceil(news.bound / step - 1e-6) * step;
        if (bound !== null && whole <= bound) return;
        bound = whole;
        break;
      }
      case 'proven':
        end(true);
        return;
      case 'clash':
        end(false, news.rules);
        return;
    }
    tell();
    if (isProven()) end();
  }

  /** Whether the best plan is within the gap of the bound. */
  function isProven(): boolean {
    return best !== null && bound !== null && best.cost - bound <= Math.max(gap * Math.abs(best.cost), 1e-6);
  }

  function tell(): void {
    const wait = told + TOLD_EVERY - performance.now();
    if (wait > 0) later ??= setTimeout(tell, wait);
    else {
      told = performance.now();
      later = null;
      onProgress?.({ seconds: elapsed(), objective: best?.cost ?? null, bound });
    }
  }

  function end(proven = false, clash: readonly number[] | null = null): void {
    clearTimeout(timer);
    if (later !== null) clearTimeout(later);
    for (const worker of workers) {
      worker.removeAllListeners('message').removeAllListeners('exit');
      void worker.terminate();
    }
    const seconds = elapsed();
    if (best !== null) {
      // A bound above what was found is the same number, but for the solver's tolerance.
      const lower = bound === null ? null : Math.min(bound, best.cost);
      finish({
        type: 'found',
        plan: best.plan,
        objective: best.cost,
        bound: lower,
        proven: proven || isProven(),
        seconds,
      });
    } else if (clash !== null) finish({ type: 'clash', rules: clash, seconds });
    else finish({ type: 'nothing', bound, seconds });
  }
}

function startWorkers(problem: Problem, { gap, start, seconds }: SolveOptions, memory: Memory): Worker[] {
  const { port1, port2 } = new MessageChannel();
  // From source as it lies here; in the built program unpacked beside its one file (see electron.vite.config.ts).
  const built = !import.meta.url.endsWith('.ts');
  const here = built ? import.meta.url.replace('/app.asar/', '/app.asar.unpacked/') : import.meta.url;
  const file = new URL(built ? './roster.worker.mjs' : './roster.worker.ts', here);
  const ends = Date.now() + seconds * 1000;
  const jobs: Job[] = [
    { work: 'prove', problem, start, gap, seed: 'prove', ends, other: port1 },
    { work: 'improve', problem, start, gap, seed: 'improve', ends, other: port2 },
  ];
  return jobs.map((job) => {
    const limit = memory[job.work];
    const resourceLimits = limit === null ? {} : { maxOldGenerationSizeMb: limit };
    return new Worker(file, { workerData: job, transferList: [job.other], resourceLimits });
  });
}
