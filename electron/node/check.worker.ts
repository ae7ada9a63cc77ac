import { parentPort, workerData } from 'node:worker_threads';
import { openDb, storeFailure } from './sqlite/db.ts';

const { path, key } = workerData as { path: string; key: string };

parentPort?.postMessage(check());

function check(): 'ok' | 'damaged' | 'not checked' {
  const opened = openDb(path, Buffer.from(key, 'hex'), { readonly: true });
  if (!opened.ok) return damaged(opened.error.type);
  try {
    const answer = opened.value.get<{ quick_check: string }>('PRAGMA quick_check');
    return answer?.quick_check === 'ok' ? 'ok' : 'damaged';
  } catch (error) {
    // A page that cannot even be decrypted throws.
    return damaged(storeFailure(error).type);
  } finally {
    opened.value.close();
  }
}

/** A full disk or a share that is gone says nothing about the file. */
function damaged(failure: string): 'damaged' | 'not checked' {
  return failure === 'WrongKey' || failure === 'DatabaseDamaged' ? 'damaged' : 'not checked';
}
