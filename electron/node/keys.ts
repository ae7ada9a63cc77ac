import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { writeFileSafely } from './files.ts';

/** 20 random bytes from which the database key follows; written down by people as the recovery key. */
export type Secret = Buffer;

export function newSecret(): Secret {
  return randomBytes(20);
}

/** The raw 32-byte database key. */
export function databaseKey(secret: Secret): Buffer {
  return createHash('sha256').update('toiluot/1/database-key').update(secret).digest();
}

// Crockford's base 32: no I, L, O, U, so that a hand-written key can be read back.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The recovery key as people keep it: eight groups of four and a ninth that finds slips of the pen. */
export function secretToRecoveryKey(secret: Secret): string {
  const text = encode(secret) + checksum(secret);
  return text.match(/.{4}/g)?.join('-') ?? text;
}

/** Reads a recovery key; case, blanks, dashes and the usual confusions (O for 0, I and L for 1) do not matter. */
export function recoveryKeyToSecret(text: string): Result<Secret, { type: 'RecoveryKeyWrong' }> {
  const clean = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{36}$/.test(clean)) return fail({ type: 'RecoveryKeyWrong' });
  const secret = decode(clean.slice(0, 32));
  return checksum(secret) === clean.slice(32) ? ok(secret) : fail({ type: 'RecoveryKeyWrong' });
}

/** The folder of key files: outside the data folder and so outside every backup of it. */
export function keyFolder(): string {
  const base =
    process.platform === 'win32'
      ? (process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'))
      : (process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'));
  return join(base, 'toiluot');
}

export type KeyFailure = { type: 'KeyMissing' | 'KeyWrapped' | 'RecoveryKeyWrong' };

/** Where this machine keeps the secrets of its offices. */
export type KeyStore = {
  /** The secret of an office; for null one that was given from outside, whatever office it is of. */
  read(officeId: string | null): Result<Secret, KeyFailure>;
  write(officeId: string, secret: Secret): void;
};

/** The host's way: TOILUOT_KEY (a recovery key), or a 0600 file for each office. */
export const fileKeys: KeyStore = {
  read(officeId) {
    if (process.env.TOILUOT_KEY) return recoveryKeyToSecret(process.env.TOILUOT_KEY);
    if (officeId === null) return fail({ type: 'KeyMissing' });
    const path = keyFile(officeId, 'key');
    if (existsSync(path)) return recoveryKeyToSecret(readFileSync(path, 'utf8'));
    return fail({ type: existsSync(keyFile(officeId, 'wrapped')) ? 'KeyWrapped' : 'KeyMissing' });
  },
  write(officeId, secret) {
    writeKeyFile(officeId, 'key', `${secretToRecoveryKey(secret)}\n`);
  },
};

/** The file of an office's key: `key` as plain text, `wrapped` by the system's key store. */
export function keyFile(officeId: string, kind: 'key' | 'wrapped'): string {
  return join(keyFolder(), `${officeId}.${kind}`);
}

export function writeKeyFile(officeId: string, kind: 'key' | 'wrapped', content: string | Uint8Array): void {
  mkdirSync(keyFolder(), { recursive: true, mode: 0o700 });
  writeFileSafely(keyFile(officeId, kind), content);
}

/**
 * The device token of one of the kiosk's own windows. It follows from the secret, so it is the same after a restart and
 * on the machine a backup was brought to, and nothing has to be kept.
 */
export function kioskToken(secret: Secret, screen: string): string {
  return createHmac('sha256', secret).update(`toiluot/1/kiosk-device/${screen}`).digest('base64url');
}

/** Tells a wrong key from a damaged file, which SQLite cannot; it gives nothing away about the key. */
export function keyCheck(secret: Secret): string {
  return createHash('sha256').update('toiluot/1/key-check').update(secret).digest('hex').slice(0, 16);
}

function checksum(secret: Secret): string {
  return encode(createHash('sha256').update('toiluot/1/recovery-key').update(secret).digest().subarray(0, 5)).slice(
    0,
    4,
  );
}

function encode(bytes: Uint8Array): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return text;
}

function decode(text: string): Buffer {
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const letter of text) {
    value = (value << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 255);
      value &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}
