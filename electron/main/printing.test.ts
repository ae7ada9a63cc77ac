import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPrinting } from './printing.ts';
import { createFakeElectron } from './testing/fakeElectron.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a spooler that does not answer fails one paper, and the next person gets their own', async () => {
  const { electron, world, windows } = createFakeElectron({ appPath: '' });
  await electron.app.whenReady();
  const printing = createPrinting({
    BrowserWindow: electron.BrowserWindow,
    session: electron.session,
    packaged: true,
    handler: () => async () => new Response(),
    log: () => {},
  });
  const paper = (number: string) => ({ html: number, styles: [], heightMm: 100 });
  let answer = () => {};
  world.spooler = new Promise((resolve) => {
    answer = resolve;
  });
  const first = printing.print(paper('A001'), '');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await first).toEqual({ ok: false, error: { type: 'PrinterFailed' } });
  world.spooler = Promise.resolve();
  const second = printing.print(paper('A002'), '');
  // Only now the spooler has an answer for the first one.
  answer();
  expect(await second).toEqual({ ok: true, value: null });
  expect(windows.map(({ doc, printed, destroyed }) => [doc.includes('A002'), printed.length, destroyed])).toEqual([
    [false, 0, true],
    [true, 1, false],
  ]);
});
