import { expect, test } from 'vitest';
import { afterCrash, retryDelay } from './recovery.ts';

const MINUTE = 60_000;

/** What is done after each of these crashes of a program that runs since two hours. */
function acts(...at: number[]) {
  return actsAfter(120 * MINUTE, ...at);
}

function actsAfter(uptime: number, ...at: number[]) {
  let crashes: number[] = [];
  return at.map((now) => {
    const decided = afterCrash(crashes, uptime + now);
    crashes = decided.crashes;
    return decided.act;
  });
}

test('a window is loaded again at most three times in five minutes, then the program starts anew', () => {
  expect(acts(0, 1, 2, 3)).toEqual(['reload', 'reload', 'reload', 'relaunch']);
  expect(acts(0, MINUTE, 2 * MINUTE, 5 * MINUTE - 1)).toEqual(['reload', 'reload', 'reload', 'relaunch']);
});

test('crashes older than five minutes are forgotten', () => {
  expect(acts(0, MINUTE, 2 * MINUTE, 5 * MINUTE)).toEqual(['reload', 'reload', 'reload', 'reload']);
  expect(acts(...Array.from({ length: 20 }, (_, i) => i * 2 * MINUTE))).not.toContain('relaunch');
});

test('a program that has only just started is not started anew: its window is loaded again more slowly', () => {
  expect(actsAfter(0, 0, 1, 2, 3, 4)).toEqual(['reload', 'reload', 'reload', 'wait', 'wait']);
  expect(actsAfter(60 * MINUTE - 4, 0, 1, 2, 3, 4)).toEqual(['reload', 'reload', 'reload', 'wait', 'relaunch']);
});

test('a page that does not load is asked for soon, then seldom, but always again', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 100].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});
