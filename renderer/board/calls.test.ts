import { describe, expect, test } from 'vitest';
import { type Call, type Calls, endAnnouncement, firstCalls, lastCalls, newestCall, receiveCalls } from './calls.ts';

const call = (number: string, at: number, desk = '1', times = 1): Call => ({
  number,
  desk,
  call: at,
  times,
  kind: 'call',
});
const a = call('A001', 1000);
const b = call('A002', 2000, '2');
const c = call('B001', 3000, '3');
const view = (now: number, ...called: Call[]) => ({ now, called });

/** What was announced, in order, if every announcement is heard to its end. */
function playOut(calls: Calls): { announced: string[]; last: Calls } {
  const announced: string[] = [];
  let last = calls;
  while (last.ringing) {
    announced.push(`${last.shown?.number} ${last.shown?.call}`);
    last = endAnnouncement(last);
  }
  return { announced, last };
}

test('while a demo runs fast the newest call takes the panel at once and nothing lines up', () => {
  const ringing = newestCall(firstCalls(view(0)), view(1000, a));
  expect(ringing).toMatchObject({ shown: a, ringing: true, pending: [] });
  const twice = newestCall(ringing, view(3000, c, b, a));
  expect(twice).toMatchObject({ shown: c, ringing: true, pending: [] });
  // The same call in the next picture is the same sound; one that was undone gives the panel back without one.
  expect(newestCall(twice, view(3500, c, b, a))).toMatchObject({ shown: c, ringing: true });
  expect(newestCall(endAnnouncement(twice), view(3500, c, b, a))).toMatchObject({ shown: c, ringing: false });
  expect(newestCall(twice, view(3500, b, a))).toMatchObject({ shown: b, ringing: false });
});

describe('the big panel', () => {
  test('shows the last call after loading and announces nothing', () => {
    expect(firstCalls(view(3000, b, a))).toEqual({
      called: [b, a],
      shown: b,
      ringing: false,
      pending: [],
      newest: 2000,
      atNewest: ['A002'],
    });
    expect(firstCalls(view(3000))).toEqual({
      called: [],
      shown: null,
      ringing: false,
      pending: [],
      newest: 0,
      atNewest: [],
    });
  });

  test('announces a new call at once', () => {
    const calls = receiveCalls(firstCalls(view(1500, a)), view(2000, b, a));
    expect(calls).toEqual({ called: [b, a], shown: b, ringing: true, pending: [], newest: 2000, atNewest: ['A002'] });
    expect(endAnnouncement(calls)).toEqual({ ...calls, ringing: false });
  });

  test('announces three quick calls one after the other and ends on the newest', () => {
    const empty = firstCalls(view(0));
    const one = receiveCalls(empty, view(1000, a));
    const two = receiveCalls(one, view(2000, b, a));
    const three = receiveCalls(two, view(3000, c, b, a));
    expect({ shown: three.shown, pending: three.pending }).toEqual({ shown: a, pending: [b, c] });
    expect(lastCalls(three)).toEqual([c, b]);
    const { announced, last } = playOut(three);
    expect(announced).toEqual(['A001 1000', 'A002 2000', 'B001 3000']);
    expect(last.shown).toEqual(c);
    expect(lastCalls(last)).toEqual([b, a]);
  });

  test('lines up calls that came in one picture, even of the same instant', () => {
    const twin = call('B007', 1000, '2');
    const calls = receiveCalls(firstCalls(view(0)), view(1000, twin, a));
    expect(playOut(calls).announced).toEqual(['A001 1000', 'B007 1000']);
    const late = receiveCalls(firstCalls(view(1000, a)), view(1001, a, twin));
    expect(playOut(late).announced).toEqual(['B007 1000']);
  });

  test('rings again at a recall, also while the first call is being announced', () => {
    const again = { ...a, call: 4000, times: 2 };
    const quiet = receiveCalls(firstCalls(view(3000, c, a)), view(4000, again, c));
    expect(playOut(quiet).announced).toEqual(['A001 4000']);
    const ringing = receiveCalls(receiveCalls(firstCalls(view(0)), view(1000, a)), view(4000, again));
    expect(playOut(ringing).announced).toEqual(['A001 1000', 'A001 4000']);
  });

  test('a recall takes the place of its own call that still waits', () => {
    const again = { ...b, call: 4000, times: 2 };
    const waiting = receiveCalls(receiveCalls(firstCalls(view(0)), view(1000, a)), view(2000, b, a));
    const calls = receiveCalls(waiting, view(4000, again, a));
    expect(playOut(calls).announced).toEqual(['A001 1000', 'A002 4000']);
  });

  test('a call undone is neither announced nor left in the panel, and what comes back does not ring', () => {
    const two = receiveCalls(receiveCalls(firstCalls(view(0)), view(1000, a)), view(2000, b, a));
    expect(receiveCalls(two, view(2500, a)).pending).toEqual([]);
    const undone = receiveCalls(receiveCalls(firstCalls(view(1500, a)), view(2000, b, a)), view(2500, a));
    expect({ shown: undone.shown, ringing: undone.ringing }).toEqual({ shown: a, ringing: false });
    const back = receiveCalls(undone, view(2600, b, a));
    expect({ shown: back.shown, ringing: back.ringing }).toEqual({ shown: b, ringing: false });
  });

  test('a call pushed off the end of the list by newer ones is still announced', () => {
    const more = [3000, 4000, 5000, 6000].map((at) => call(`C${at}`, at)).reverse();
    const two = receiveCalls(receiveCalls(firstCalls(view(0)), view(1000, a)), view(2000, b, a));
    const calls = receiveCalls(two, view(6000, ...more));
    expect(playOut(calls).announced).toEqual([
      'A001 1000',
      'A002 2000',
      'C3000 3000',
      'C4000 4000',
      'C5000 5000',
      'C6000 6000',
    ]);
  });

  test('calls missed during a long loss of connection are shown, not announced', () => {
    const calls = receiveCalls(firstCalls(view(1500, a)), view(600_000, b, a));
    expect({ shown: calls.shown, ringing: calls.ringing }).toEqual({ shown: b, ringing: false });
  });

  test('the only call, undone and brought back, does not ring again', () => {
    const alone = endAnnouncement(receiveCalls(firstCalls(view(0)), view(1000, a)));
    const undone = receiveCalls(alone, view(1500));
    expect({ shown: undone.shown, ringing: undone.ringing }).toEqual({ shown: null, ringing: false });
    const back = receiveCalls(undone, view(2000, a));
    expect({ shown: back.shown, ringing: back.ringing }).toEqual({ shown: a, ringing: false });
  });
});
