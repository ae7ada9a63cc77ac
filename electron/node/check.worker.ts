import { parentPort, workerData } from 'node:worker_threads';
import { openDb } from './sqlite/db.ts';

const { path, key } = workerData as { path: string; key: string };
const opened = openDb(path, Buffer.from(key, 'hex'), { readonly: true });
let answer: 'ok' | 'damaged' = 'damaged';
if (opened.ok) {
  try {
    answer = opened.value.get<{ quick_check: string }>('PRAGMA quick_check')?.quick_check === 'ok' ? 'ok' : 'damaged';
  } catch {
    // A page that cannot even be decrypted throws: damaged it is.
  }
  opened.value.close();
}
parentPort?.postMessage(answer);
