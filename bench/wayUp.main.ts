/**
 * A station that closes some days and sends them into a real folder, to be killed in the middle. Arguments: database,
 * folder, the superior office's keys as JSON, how many days. Prints a line when it begins and one when all is there.
 */

import { openDb } from '../electron/node/sqlite/db.ts';
import { systemClock } from '../electron/node/system.ts';
import { createSending, type SuperiorKeys } from '../electron/node/testing/sending.ts';

const [path = '', folder = '', keys = '', days = '0'] = process.argv.slice(2);
const db = openDb(path, null);
if (!db.ok) throw new Error(db.error.type);
const superior = JSON.parse(keys) as SuperiorKeys;
const share = { id: 'share', name: 'share', type: 'folder' as const, path: folder };
const station = createSending({ db: db.value, clock: systemClock, superior, targets: [share] });
station.closeDays(Number(days));
console.log('begun');
const sent = await station.engine.sendNow(null);
if (!sent.ok) throw new Error(sent.error.type);
await station.engine.idle();
console.log('sent');
// Stays to be killed, so that a stop in an orderly manner never helps.
setInterval(() => {}, 1000);
