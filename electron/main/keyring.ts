import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { isNewFolder, officeIdentity } from '../node/folder.ts';
import {
  fileKeys,
  type KeyStore,
  keyFile,
  newSecret,
  recoveryKeyToSecret,
  type Secret,
  secretToRecoveryKey,
  writeKeyFile,
} from '../node/keys.ts';
import type { Electron } from './electron.ts';

type SafeStorage = Electron['safeStorage'];

/**
 * The key of the office in `dir`, wrapped by the key store of the system. A key file the station host left is wrapped
 * and removed; TOILUOT_KEY is honoured as on the host. Refused where the system would only write it down in plain text.
 */
export async function openKeyring(
  safe: SafeStorage,
  dir: string,
  platform: NodeJS.Platform,
): Promise<Result<KeyStore, { type: 'NoKeyring' }>> {
  if (!(await keepsSecrets(safe, platform))) return fail({ type: 'NoKeyring' });
  const id = officeIdentity(dir)?.id ?? null;
  if (id !== null && !process.env.TOILUOT_KEY && existsSync(keyFile(id, 'wrapped'))) return ok(await unwrap(safe, id));
  const plain = fileKeys.read(id);
  if (plain.ok) {
    const keys = await keysHolding(safe, plain.value);
    if (id !== null) await moveIn(safe, id, plain.value, keys);
    return ok(keys);
  }
  const fresh = id === null && isNewFolder(dir) && plain.error.type === 'KeyMissing';
  return ok(fresh ? await keysHolding(safe, newSecret()) : noKeys(plain.error.type));
}

/** A key store that holds one secret. It is wrapped beforehand, because a folder is opened without waiting. */
export async function keysHolding(safe: SafeStorage, secret: Secret): Promise<KeyStore> {
  const wrapped = await safe.encryptStringAsync(secretToRecoveryKey(secret));
  return {
    read: () => ok(secret),
    write(id, given) {
      if (!given.equals(secret)) throw new Error('a key store holds one secret');
      writeKeyFile(id, 'wrapped', wrapped);
    },
  };
}

/**
 * Whether the system keeps a secret, tried out on a word: it says yes before it has looked. Where no key store answers,
 * Chromium on Linux wraps with a key that stands in its source, and marks that `v10`.
 */
async function keepsSecrets(safe: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  if (!(await safe.isAsyncEncryptionAvailable())) return false;
  try {
    const wrapped = await safe.encryptStringAsync('toiluot');
    if (platform !== 'linux') return true;
    return safe.getSelectedStorageBackend() !== 'basic_text' && wrapped.toString('latin1', 0, 3) !== 'v10';
  } catch {
    return false;
  }
}

async function unwrap(safe: SafeStorage, id: string): Promise<KeyStore> {
  try {
    const { result, shouldReEncrypt } = await safe.decryptStringAsync(readFileSync(keyFile(id, 'wrapped')));
    const secret = recoveryKeyToSecret(result);
    if (!secret.ok) return noKeys('KeyMissing');
    const keys = await keysHolding(safe, secret.value);
    // The system has a newer or stronger key than the one this was wrapped with.
    if (shouldReEncrypt) tryWrite(keys, id, secret.value);
    return keys;
  } catch {
    // Wrapped by another person or another machine: the recovery key opens it.
    return noKeys('KeyMissing');
  }
}

/** The plain key file goes only once the wrapped one was read back. */
async function moveIn(safe: SafeStorage, id: string, secret: Secret, keys: KeyStore): Promise<void> {
  if (!tryWrite(keys, id, secret)) return;
  const back = await unwrap(safe, id);
  const read = back.read(id);
  if (read.ok && read.value.equals(secret)) rmSync(keyFile(id, 'key'), { force: true });
}

/** On a full disk the key stays as it is kept now, and the office opens. */
function tryWrite(keys: KeyStore, id: string, secret: Secret): boolean {
  try {
    keys.write(id, secret);
    return true;
  } catch {
    return false;
  }
}

function noKeys(type: 'KeyMissing' | 'KeyWrapped' | 'RecoveryKeyWrong'): KeyStore {
  return {
    read: () => fail({ type }),
    write() {
      throw new Error('no secret to write');
    },
  };
}
