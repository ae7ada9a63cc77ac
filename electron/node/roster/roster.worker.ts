import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import loadHighs from 'highs';
import type { Plan, Problem } from '../../core/roster/problem.ts';
import { clashOf } from './clash.ts';
import { improve, type Line, prove } from './search.ts';

/** What the worker is started with: `ends` on the clock of `Date.now()`; `other` leads to the worker beside it. */
export type Job = {
  work: 'prove' | 'improve';
  problem: Problem;
  start: Plan | null;
  gap: number;
  seed: string;
  ends: number;
  other: MessagePort;
};

/** What the worker says. */
export type News =
  | { type: 'plan'; plan: Plan }
  | { type: 'bound'; bound: number }
  /** Nothing better than the best plan known is left. */
  | { type: 'proven' }
  | { type: 'clash'; rules: readonly number[] };

const { work, problem, start, gap, seed, ends, other } = workerData as Job;
const say = (news: News) => parentPort?.postMessage(news);
const left = () => (ends - Date.now()) / 1000;
const line: Line = {
  found(plan) {
    say({ type: 'plan', plan });
    other.postMessage(plan);
  },
  proved: (bound) => say({ type: 'bound', bound }),
  // The solver keeps this thread to itself, so that messages are fetched when it asks.
  heard() {
    let plan: Plan | null = null;
    for (let next = receiveMessageOnPort(other); next !== undefined; next = receiveMessageOnPort(other))
      plan = next.message as Plan;
    return plan;
  },
  left,
};

const highs = await loadHighs();
const end =
  work === 'prove' ? prove(highs, problem, { start, gap, line }) : improve(highs, problem, { start, seed, line });
if (end === 'proven') say({ type: 'proven' });
if (end === 'infeasible') say({ type: 'clash', rules: clashOf(highs, problem, left) });
other.close();
