import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { MONDAY_0730 } from '../e2e/host.ts';
import { HOUR, serviceDay } from '../electron/core/kernel/time.ts';
import { openBundle } from '../electron/core/summary/bundle.ts';
import { ownKeys } from '../electron/core/summary/bundles.ts';
import { nothingEntered } from '../electron/core/summary/summary.ts';
import { createSummaryProjection } from '../electron/core/summary/tables.ts';
import { value } from '../electron/core/testing/station.ts';
import { openFolder } from '../electron/node/folder.ts';
import { openCore } from '../electron/node/host.ts';
import { signer } from '../electron/node/signer.ts';
import { hasher, ids, pins } from '../electron/node/system.ts';
import { atMost, bestOf3, type Figure } from './measure.ts';
import { serve, withOffice } from './speed.ts';

const DAY = serviceDay(MONDAY_0730);
const CHIEF = { actor: null, device: null, key: null };

/**
 * The bundle of a day on which 600 people were served: the summary from the log, signed, written down with its event in
 * the encrypted file and encrypted to the superior office; then opened there with every check.
 */
export async function bundleOfADay(): Promise<Figure[]> {
  const ms = await withOffice(async (host, office) => {
    await serve(600, host, office);
    await host.kill('SIGTERM');
    process.env.XDG_CONFIG_HOME = host.env.XDG_CONFIG_HOME;
    const folder = value(openFolder(host.dir));
    const clock = { now: () => MONDAY_0730 + HOUR + Math.floor(performance.now()), monotonic: () => performance.now() };
    const { summary, bundles, log } = value(openCore({ folder, clock, ids, pins }));
    const keyOf = ownKeys(log.station, createSummaryProjection(folder.db, log.station));
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    let visits = 0;
    const best = await bestOf3(300, async () => {
      if (visits > 0) value(summary.reopen(DAY, CHIEF));
      visits += 1;
      value(summary.enter(DAY, { ...nothingEntered, visits }, CHIEF));
      value(summary.close(DAY, CHIEF));
      const start = performance.now();
      const [made] = value(bundles.makeDue());
      const { name, bytes } = value(await bundles.seal(made?.manifest ?? '', recipient));
      const opened = value(await openBundle({ hasher, signer, identities: [identity], keyOf }, name, bytes));
      const time = performance.now() - start;
      if (opened.summary.tickets.served !== 600) throw new Error('not the day that was played');
      return time;
    });
    folder.close();
    return best;
  });
  return [atMost('bundle of a day of 600 tickets: built, and verified by the superior office', ms, 'ms', 300)];
}
