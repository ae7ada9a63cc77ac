import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import {
  addScreen,
  type Caller,
  type DemoOffice,
  MONDAY_0730,
  setUpDemo,
  startHost,
  type TestHost,
} from '../e2e/host.ts';
import { createEstimator } from '../electron/core/estimate/estimator.ts';
import { openLog } from '../electron/core/kernel/log.ts';
import { serviceMinutes } from '../electron/core/office/catalogue.ts';
import { demoOffice } from '../electron/core/office/demo.ts';
import { defaultSettings, type Settings } from '../electron/core/office/settings.ts';
import { emptyQueue, evolve } from '../electron/core/queue/evolve.ts';
import { createQueue } from '../electron/core/queue/queue.ts';
import { createQueueProjection } from '../electron/core/queue/tables.ts';
import { DRAWS, usualTime } from '../electron/core/queue/waits.ts';
import { createBench } from '../electron/core/testing/office.ts';
import { openFolder } from '../electron/node/folder.ts';
import { loadCatalogue } from '../electron/node/host.ts';
import { hasher, ids } from '../electron/node/system.ts';
import { findTestBrowser } from '../scripts/browser.ts';
import { atMost, bestOf3, type Figure, percentile, shown } from './measure.ts';

/** On the disk of the project: a temporary folder may be in memory, where nothing is durable. */
export const ON_DISK = join(import.meta.dirname, '.cache');

const CARD = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;

/**
 * Issuing a ticket through the queue's use case into the encrypted file, against a raw 4 KiB write + fdatasync beside
 * it, taken in turns on the same disk.
 */
export async function issueCost(): Promise<Figure[]> {
  let raw = 0;
  const ratio = await bestOf3(1.5, async () => {
    const folder = mkdtempSync(join(ON_DISK, 'issue-'));
    process.env.XDG_CONFIG_HOME = join(folder, 'keys');
    const opened = openFolder(join(folder, 'data'));
    if (!opened.ok) throw new Error(opened.error.type);
    const { db } = opened.value;
    const clock = { now: () => MONDAY_0730, monotonic: () => performance.now() };
    const projection = createQueueProjection(db, 'BENCH');
    const log = openLog({ db, clock, hasher, station: 'BENCH', projections: [projection] });
    if (!log.ok) throw new Error(log.error.type);
    const catalogue = loadCatalogue();
    const settings: Settings = {
      ...defaultSettings,
      services: catalogue.services,
      ...demoOffice(catalogue.services).settings,
    };
    const queue = createQueue({
      db,
      log: log.value,
      projection,
      settings: () => settings,
      minutes: (service) => serviceMinutes(service, catalogue.procedures),
      plan: () => [],
      ids,
    });
    const file = openSync(join(folder, 'raw'), 'w');
    const page = Buffer.alloc(4096, 7);
    const times = { raw: [] as number[], issue: [] as number[] };
    const timed = (into: number[], work: () => void) => {
      const start = performance.now();
      work();
      into.push(performance.now() - start);
    };
    for (let i = 0; i < 600; i++) {
      timed(times.raw, () => {
        writeSync(file, page, 0, page.length, i * page.length);
        fdatasyncSync(file);
      });
      timed(times.issue, () => {
        const done = queue.run(CARD, { actor: null, device: 'take', key: ids.next(i) });
        if (!done.ok) throw new Error(done.error.type);
      });
    }
    closeSync(file);
    opened.value.close();
    rmSync(folder, { recursive: true, force: true });
    raw = percentile(times.raw.slice(100), 0.5);
    return percentile(times.issue.slice(100), 0.5) / raw;
  });
  return [
    atMost('issue a ticket, durable: p50 against a raw 4 KiB write + fdatasync', ratio, '×', 1.5),
    shown('that raw write + fdatasync, p50', raw * 1000, 'µs'),
  ];
}

/** From the command "call next" leaving an officer's screen to the event having reached the last of 50 screens. */
export async function eventToScreens(): Promise<Figure[]> {
  const p95 = await bestOf3(15, () =>
    withOffice(async (host, office) => {
      const screens = await Promise.all(Array.from({ length: 50 }, () => follow(host)));
      const officer = await openDesk(host, office);
      for (let i = 0; i < 110; i++) await issue(office.administrator);
      const times: number[] = [];
      for (let i = 0; i < 100; i++) {
        await quiet(screens);
        const arrived = Promise.all(screens.map((screen) => screen.next()));
        const start = performance.now();
        const called = officer.run({ type: 'callNext', desk: 'd1' });
        await arrived;
        times.push(performance.now() - start);
        await finish(officer, (await called).ok);
      }
      for (const screen of screens) screen.close();
      return percentile(times, 0.95);
    }),
  );
  return [atMost('call next → event received by 50 subscribed screens, p95', p95, 'ms', 15)];
}

/** From the same command to the number being painted on `board` in Chromium at 1920×1080. */
export async function paintOnBoard(): Promise<Figure[]> {
  const executablePath = findTestBrowser();
  if (executablePath === null) throw new Error('no Chromium on this machine and none could be installed');
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const p95 = await bestOf3(60, () =>
      withOffice(async (host, office) => {
        const officer = await openDesk(host, office);
        // A spoken call keeps the panel for ten seconds, in which the next one waits.
        await office.administrator.call('settings.set', { section: 'sound', value: { volume: 0, voice: false } });
        for (let i = 0; i < 30; i++) await issue(office.administrator);
        const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
        await page.goto(`${host.url}/board`);
        await page.getByTestId('next-row').first().waitFor();
        // The time of the frame after the one in which the number stands in the document.
        await page.evaluate(() => {
          const painted = new Map<string, number>();
          Object.assign(window, { painted });
          new MutationObserver(() => {
            const number = document.querySelector('[data-testid="called-number"]')?.textContent ?? '';
            if (number === '' || painted.has(number)) return;
            painted.set(number, 0);
            requestAnimationFrame(() =>
              setTimeout(() => painted.set(number, performance.timeOrigin + performance.now())),
            );
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        });
        const times: number[] = [];
        for (let i = 0; i < 20; i++) {
          const start = performance.timeOrigin + performance.now();
          await officer.run({ type: 'callNext', desk: 'd1' });
          const { number } = await atDesk(officer);
          const painted = await page.waitForFunction(
            (wanted) => (window as unknown as { painted: Map<string, number> }).painted.get(wanted) || null,
            number,
          );
          times.push(((await painted.jsonValue()) ?? Number.NaN) - start);
          await finish(officer, true);
          // A call keeps the panel for its announcement; the next one would wait for it.
          await new Promise((resolve) => setTimeout(resolve, 4300));
        }
        await page.close();
        return percentile(times, 0.95);
      }),
    );
    return [atMost('call next → number painted on board in Chromium, p95', p95, 'ms', 60)];
  } finally {
    await browser.close();
  }
}

/** Resident memory of the host after 600 people were served before 50 screens that follow every change. */
export async function memory(): Promise<Figure[]> {
  const mib = await withOffice(async (host, office) => {
    const screens = await Promise.all(Array.from({ length: 50 }, () => follow(host, true)));
    await serve(600, host, office);
    const rss = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))?.[1]) / 1024;
    for (const screen of screens) screen.close();
    return rss;
  });
  return [atMost('resident memory of the host after a day of 600 people with 50 screens', mib, 'MiB', 200)];
}

/** One recomputation of the waiting times of 300 tickets at four desks, by what 200 people served before have taught. */
export async function estimates(): Promise<Figure[]> {
  const catalogue = loadCatalogue();
  const settings = { ...defaultSettings, services: catalogue.services, ...demoOffice(catalogue.services).settings };
  const office = createBench(settings);
  const estimator = createEstimator({
    settings: () => settings,
    prior: (id) => usualTime(catalogue.services, id, (service) => serviceMinutes(service, catalogue.procedures)),
    plan: () => [],
  });
  const take = (i: number) =>
    office.take(catalogue.services[i % catalogue.services.length]?.id ?? 'card', i % 7 === 0 ? 'elderly' : null);
  const desks = settings.desks.map(({ id }) => ({ id, officer: `officer ${id}` }));
  for (const { id, officer } of desks) office.do({ type: 'openDesk', desk: id }, officer);
  for (let i = 0; i < 500; i++) {
    office.at(i * 100);
    take(i);
    // Desk 4 serves everything, so that it always finds somebody.
    if (i % 5 > 1) office.serve('d4', 'officer d4', 30 + ((i * 37) % 60));
  }
  let state = emptyQueue;
  for (const { event, at, actor } of office.events) {
    estimator.observe(state, event, at);
    state = evolve(state, event, at, actor, 'S1');
    // Each is estimated for as it comes, and so compared with what came of it.
    if (event.type === 'ticket.issued') estimator.estimates(state, at, 10);
  }
  const waiting = [...state.tickets.values()].filter((ticket) => ticket.state === 'waiting').length;
  for (let i = waiting; i < 300; i++) take(i);
  const run = () => estimator.estimates(office.state(), office.now(), DRAWS);
  for (let i = 0; i < 10; i++) run();
  const ms = await bestOf3(10, async () => {
    const times = Array.from({ length: 60 }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    });
    return percentile(times, 0.95);
  });
  return [atMost('estimates for 300 waiting tickets recomputed, p95', ms, 'ms', 10)];
}

/** So many people come and are served one after the other. */
export async function serve(people: number, host: TestHost, office: DemoOffice): Promise<void> {
  const officer = await openDesk(host, office);
  for (let i = 0; i < people; i++) {
    await issue(office.administrator);
    await officer.run({ type: 'callNext', desk: 'd1' });
    await finish(officer, true);
  }
}

export async function withOffice<T>(work: (host: TestHost, office: DemoOffice) => Promise<T>): Promise<T> {
  const host = await startHost({ at: MONDAY_0730, root: ON_DISK });
  try {
    return await work(host, await setUpDemo(host));
  } finally {
    await host.remove();
  }
}

async function openDesk(host: TestHost, office: DemoOffice): Promise<Caller> {
  const officer = await addScreen(host, office, 'staff', 'Trần Thị Mẫu');
  const opened = await officer.run({ type: 'openDesk', desk: 'd1' });
  if (!opened.ok) throw new Error(opened.error.type);
  return officer;
}

async function issue(officer: Caller): Promise<void> {
  const { type, service, people, priority, person } = { ...CARD, type: 'issue' as const };
  const issued = await officer.run({ type, service, people, priority, priorityReason: null, person, print: false });
  if (!issued.ok) throw new Error(issued.error.type);
}

type AtDesk = { ticket: string; version: number; number: string; work: [] };

async function atDesk(officer: Caller): Promise<AtDesk> {
  const view = await officer.call<{ atDesk: AtDesk | null }>('staff.view', { desk: 'd1' });
  if (view.atDesk === null) throw new Error('nobody at the desk');
  return view.atDesk;
}

/** Serves and ends the ticket at the desk with the usual work. */
async function finish(officer: Caller, called: boolean): Promise<void> {
  if (!called) throw new Error('nobody was called');
  const called2 = await atDesk(officer);
  await officer.run({ type: 'start', desk: 'd1', ticket: called2.ticket, version: called2.version });
  const { ticket, version, work } = await atDesk(officer);
  const done = await officer.run({ type: 'done', desk: 'd1', ticket, version, work });
  if (!done.ok) throw new Error(done.error.type);
}

type Follower = { next(): Promise<void>; events(): number; close(): void };

/** A screen's event stream over loopback HTTP; `refetches` asks for the board after each event as a real one does. */
function follow(host: TestHost, refetches = false): Promise<Follower> {
  return new Promise((resolve, reject) => {
    let events = 0;
    let wake: (() => void) | null = null;
    let asking = false;
    const refetch = async () => {
      if (asking) return;
      asking = true;
      await fetch(`${host.url}/api/board/board.view`, { method: 'POST', headers: { origin: host.url } })
        .then((response) => response.text())
        .catch(() => undefined);
      asking = false;
    };
    const request = get(
      `${host.url}/api/board/changes`,
      { headers: { accept: 'text/event-stream' } },
      (response: IncomingMessage) => {
        response.on('data', (part: Buffer) => {
          const count = part.toString().split('\ndata: ').length - 1 + (part.toString().startsWith('data: ') ? 1 : 0);
          if (count === 0) return;
          events += count;
          wake?.();
          wake = null;
          if (refetches) void refetch();
        });
        resolve({
          next: () =>
            new Promise((woken) => {
              wake = woken;
            }),
          events: () => events,
          close: () => void request.destroy(),
        });
      },
    );
    request.on('error', (error) => {
      if (!request.destroyed) reject(error);
    });
  });
}

/** Waits until no screen has had an event for 30 ms, so that an earlier one is not taken for the next. */
async function quiet(screens: readonly Follower[]): Promise<void> {
  for (;;) {
    const before = screens.reduce((sum, screen) => sum + screen.events(), 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (screens.reduce((sum, screen) => sum + screen.events(), 0) === before) return;
  }
}
