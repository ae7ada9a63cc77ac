import { HOUR } from '../kernel/time.ts';
import { BUNDLE_LIMIT } from '../summary/exchange.ts';
import type { District } from './district.ts';

/** Refused bundles of one address within an hour, after which it has to wait: each costs a decryption and a row. */
const REFUSED_PER_HOUR = 60;
/** As many addresses are remembered; beyond them the oldest is forgotten. */
const ADDRESSES = 1000;

/**
 * `POST /bundles/<name>`: a station's bundle by network. It is signed and encrypted, so whoever may reach the door may
 * knock; nothing is told but the signed answer to the station the bundle is of.
 * 200 with the return document; 422 `{type}` when it is refused; 413, 429; 503 while the database does not answer.
 */
export function createBundleDoor(deps: {
  district: Pick<District, 'takeAll' | 'answers'>;
  now: () => number;
  changed: () => void;
}) {
  const refusals = new Map<string, number[]>();

  function tooMany(address: string, at: number): boolean {
    const recent = (refusals.get(address) ?? []).filter((one) => at - one < HOUR);
    if (recent.length === 0) refusals.delete(address);
    else refusals.set(address, recent);
    return recent.length >= REFUSED_PER_HOUR;
  }

  function note(address: string, at: number): void {
    refusals.set(address, [...(refusals.get(address) ?? []), at]);
    const [oldest] = refusals.keys();
    if (refusals.size > ADDRESSES && oldest !== undefined) refusals.delete(oldest);
  }

  function takeBack(address: string, at: number): void {
    const noted = refusals.get(address) ?? [];
    const index = noted.indexOf(at);
    const left = noted.filter((_, i) => i !== index);
    if (left.length === 0) refusals.delete(address);
    else refusals.set(address, left);
  }

  return async (name: string, bytes: Uint8Array, address: string): Promise<{ status: number; body: string }> => {
    const at = deps.now();
    if (bytes.length > BUNDLE_LIMIT) return { status: 413, body: '{"type":"TooLarge"}' };
    if (tooMany(address, at)) return { status: 429, body: '{"type":"TooManyRequests"}' };
    // Counted from the start and taken back once it is no rubbish: a flood comes at once, before any is found out.
    note(address, at);
    const done = await deps.district.takeAll([{ name, bytes, via: 'https' }]);
    if (!done.ok || done.value[0]?.type !== 'quarantined') takeBack(address, at);
    if (!done.ok) return { status: 503, body: JSON.stringify({ type: done.error.type }) };
    deps.changed();
    const [taken] = done.value;
    if (!taken) throw new Error('a bundle was taken and not answered');
    if (taken.type === 'quarantined') return { status: 422, body: JSON.stringify({ type: taken.reason }) };
    const answers = await deps.district.answers([taken.station]);
    if (!answers.ok) return { status: 503, body: JSON.stringify({ type: answers.error.type }) };
    const answer = answers.value.get(taken.station);
    // Without its receipt key this office could not have given the file the bundle is encrypted for.
    if (answer === undefined) throw new Error('a bundle was accepted and there is no key to answer it');
    return { status: 200, body: answer };
  };
}
