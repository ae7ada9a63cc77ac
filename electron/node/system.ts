import { argon2, hash, randomBytes, randomFillSync, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock, Hasher, Ids, Log, Pins, Stretcher } from '../core/kernel/ports.ts';
import { DAY, serviceDay } from '../core/kernel/time.ts';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const hasher: Hasher = { sha256: (data) => hash('sha256', data, 'hex') };

/** Both ends of an enrolment must come to the same bytes: no salt of their own, and these numbers never change. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };

export const stretcher: Stretcher = {
  stretch: (text) =>
    new Promise((resolve, reject) => {
      scrypt(text, 'toiluot/1//words', 8, SCRYPT, (error, key) =>
        error ? reject(error) : resolve(new Uint8Array(key)),
      );
    }),
};

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random bytes drawn ahead: asking the system for 16 at a time costs as much as writing the ticket's row. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Ids of 48 bits of time and 80 random bits in Crockford's base 32: they sort by creation. `random` gives 0–255. */
export function sortableId(at: number, random: () => number): string {
  let id = '';
  for (let i = 0, rest = at; i < 10; i++, rest = Math.floor(rest / 32)) id = ALPHABET[rest % 32] + id;
  for (let i = 0; i < 16; i++) id += ALPHABET[random() % 32];
  return id;
}

export const ids: Ids = {
  next(at) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    return sortableId(at, () => pool.readUInt8(used++));
  },
  secret: () => randomBytes(32).toString('base64url'),
  integer: (below) => randomInt(below),
};

/** RFC 9106's second recommendation, memory halved for office PCs: about 60 ms on the build machine. */
const ARGON = { parallelism: 1, memory: 32 * 1024, passes: 3, tagLength: 32 };
const argon2Async = promisify(argon2);

export const pins = createPins(() => randomBytes(16));

/** Argon2id over PINs; `salt` gives 16 bytes for each. */
export function createPins(salt: () => Buffer): Pins {
  return {
    async hash(pin) {
      const nonce = salt();
      const tag = await argon2Async('argon2id', { ...ARGON, message: pin, nonce });
      const { memory, passes, parallelism } = ARGON;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
    },
    async verify(pin, stored) {
      const [, algorithm, , parameters = '', nonce = '', tag = ''] = stored.split('$');
      const [memory, passes, parallelism] = (parameters.match(/\d+/g) ?? []).map(Number);
      if (algorithm !== 'argon2id' || !memory || !passes || !parallelism) return false;
      const expected = Buffer.from(tag, 'base64');
      const actual = await argon2Async('argon2id', {
        message: pin,
        nonce: Buffer.from(nonce, 'base64'),
        memory,
        passes,
        parallelism,
        tagLength: expected.length,
      });
      return timingSafeEqual(actual, expected);
    },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

/** Who did what must be kept a year (domain README, "Privacy and security"); a month more leaves no gap. */
const KEPT_DAYS = 400;

/** The program's log: JSON lines, a file a day. A full disk must not stop the office, so a lost line is dropped. */
export function createFileLog(folder: string, clock: Clock): Log {
  let day = '';
  return {
    write(event, fields = {}) {
      const now = clock.now();
      try {
        if (serviceDay(now) !== day) {
          day = serviceDay(now);
          mkdirSync(folder, { recursive: true });
          dropOld(folder, serviceDay(now - KEPT_DAYS * DAY));
        }
        appendFileSync(
          join(folder, `${day}.log`),
          `${JSON.stringify({ at: new Date(now).toISOString(), event, ...fields })}\n`,
        );
      } catch {
        // Nothing is left to write it to.
      }
    },
  };
}

function dropOld(folder: string, before: string): void {
  for (const name of readdirSync(folder)) {
    if (/^\d{4}-\d{2}-\d{2}\.log$/.test(name) && name.slice(0, 10) < before) rmSync(join(folder, name));
  }
}
