/**
 * The station host as `toiluot start` runs it, with its clock moved by a fixed number of milliseconds: a test of an
 * office's day must not depend on the hour at which it is run. Arguments: data folder, port, offset, role.
 * Prints one line of JSON when it answers.
 */
import { openHost } from '../electron/node/host.ts';
import { openDoor } from '../electron/node/http.ts';

const [dir = '', port = '0', offset = '0', role = 'office'] = process.argv.slice(2);
const clock = { now: () => Date.now() + Number(offset), monotonic: () => performance.now() };
let door = '';
const host = openHost({
  ...{ dir, allowsHost: (name) => name === door, clock },
  role: role === 'district' ? 'district' : 'office',
});
if (!host.ok) throw new Error(host.error.type);
const opened = await openDoor({ handler: host.value.handler, host: '127.0.0.1', port: Number(port) });
if (!opened.ok) throw new Error(opened.error.type);
door = `localhost:${opened.value.port}`;
process.on('SIGTERM', async () => {
  await opened.value.close();
  await host.value.close();
  process.exit(0);
});
console.log(JSON.stringify({ url: opened.value.url, setupCode: host.value.setupCode, pid: process.pid }));
