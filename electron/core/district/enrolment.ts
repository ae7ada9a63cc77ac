import { generateIdentity, identityToRecipient } from 'age-encryption';
import type { Hasher, Signer, StoreFailure, Stretcher } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { documentBody, keyIdOf, readDocument, type SigningKey, signDocument } from '../kernel/signed.ts';
import { DAY, type ServiceDay, serviceDay } from '../kernel/time.ts';
import { wordsOf } from '../kernel/words.ts';
import {
  type StationFile,
  type SuperiorFile,
  stationSchema,
  successionBytes,
  superiorFileName,
  superiorSchema,
} from '../summary/exchange.ts';
import type { DistrictFailure, DistrictStore, KeyRow, StationRow } from './store.ts';

/** A file this office has issued to its stations: `<id>.superior.json`. */
type IssuedFile = { name: string; text: string; file: SuperiorFile };

/** What the next file is to say. */
export type SuperiorWish = Pick<SuperiorFile, 'name' | 'https' | 'sftp' | 'validFrom'> & {
  /**
   * 'keep' the keys; 'succeed': new ones, for which the old vouch, so that stations take them over without a call;
   * 'replace': new ones for which nothing vouches, when the old may be in other hands: every station is called.
   */
  keys: 'keep' | 'succeed' | 'replace';
};

type StationFileFailure = {
  type: /** No file of a station. */
    | 'StationFileInvalid'
    /** Changed since it was signed. */
    | 'StationFileTampered'
    /** Answers a file that is not of this office, or one whose keys do not count any more. */
    | 'StationFileOther'
    /** A newer one of this station was taken over already. */
    | 'StationFileOlder'
    /** Made in the future: one of the two clocks is wrong. */
    | 'StationFileEarly';
};

/** A station's file as it was read. Nothing of it is trusted yet. */
export type AskingStation = {
  station: string;
  name: string;
  commune: string;
  /** Its key is good for the days from then on. */
  validFrom: ServiceDay;
  issuedAt: number;
  /**
   * 'words' are compared by telephone; at a 'succession' the key known so far vouches for the new one; a key that is
   * 'known' needs nothing here, but a station that was put back from a backup compares the words once more.
   */
  trust: 'words' | 'succession' | 'known';
  /** Empty at a succession. */
  words: string[];
  /** It is known with another key, which ends when this one begins. */
  replaces: boolean;
};

/** The superior office's side of the enrolment: its own keys, and whom it accepts bundles of. */
export type SuperiorOffice = {
  /** The files issued so far, oldest first. */
  issued(): IssuedFile[];
  /** The one in force on a day; the first one also before its own day; null before there is one. */
  current(day: ServiceDay): IssuedFile | null;
  /** Makes the next file, with new keys when wanted (the first always has). */
  issue(wish: SuperiorWish): Promise<Result<IssuedFile, { type: 'DayInvalid' | 'SuperiorWishInvalid' } | StoreFailure>>;
  /** All age identities: a bundle may have been encrypted before the station knew of new keys. */
  identities(): string[];
  /** The key that signs receipts on a day; null before there is one. */
  receiptKey(day: ServiceDay): SigningKey | null;
  /** What a station's file says. Stores nothing. */
  read(text: string): Promise<Result<AskingStation, StationFileFailure | DistrictFailure>>;
  /**
   * Reads it and keeps it until the telephone call, also over a restart; a station that is active stays so. Without
   * `words` those of a station that now waits are left out: 166 files at once would take minutes.
   */
  ask(text: string, words?: boolean): Promise<Result<AskingStation, StationFileFailure | DistrictFailure>>;
  /** The words agreed, or a known key signed or vouches: its key counts, and summaries are expected from `expectedFrom` on. */
  confirm(text: string, expectedFrom: ServiceDay): Promise<Result<null, StationFileFailure | DistrictFailure>>;
  /** The words differed: what was kept for the call is forgotten. Nothing was accepted. */
  refuse(station: string): Promise<Result<null, { type: 'UnknownStation' } | DistrictFailure>>;
  /** From `day` on nothing is expected or accepted of a station. */
  endStation(station: string, day: ServiceDay): Promise<Result<null, { type: 'UnknownStation' } | DistrictFailure>>;
  /** From `day` on one of its keys signs nothing any more; a bundle signed by it for a later day is refused. */
  endKey(
    station: string,
    keyId: string,
    day: ServiceDay,
  ): Promise<Result<null, { type: 'UnknownKey' } | DistrictFailure>>;
};

/** The superior office's side of the enrolment. `secrets` hold its private keys, `store` its stations. */
export function createSuperiorOffice(deps: {
  secrets: Secrets;
  store: Pick<DistrictStore, 'read' | 'transaction'>;
  signer: Signer;
  hasher: Hasher;
  stretcher: Stretcher;
  /** A random id of 20 letters and digits at most, for the first file. */
  newId: () => string;
  now: () => number;
}): SuperiorOffice {
  const { secrets, store, signer, hasher, stretcher, newId, now } = deps;

  function issued(): IssuedFile[] {
    return secrets.list(ISSUED).map(({ value: text }) => {
      const file = superiorSchema.parse(JSON.parse(documentBody(text) ?? ''));
      return { name: superiorFileName(file.id), text, file };
    });
  }

  function current(day: ServiceDay): IssuedFile | null {
    const all = issued();
    return all.findLast(({ file }) => file.validFrom <= day) ?? all[0] ?? null;
  }

  function signingKey({ file }: IssuedFile): SigningKey {
    const keyId = keyIdOf(hasher, file.receiptKey);
    const privateKey = secrets.get(`signing:${keyId}`);
    if (privateKey === null) throw new Error(`the private key ${keyId} is missing`);
    return { keyId, privateKey };
  }

  /** The issued file a station answers, while its keys still count: those of the newest, or those that vouch for them. */
  function answered(hash: string): string | null {
    const all = issued();
    const newest = all.at(-1);
    const found = all.find(({ text }) => hasher.sha256(documentBody(text) ?? '') === hash);
    if (!found || !newest) return null;
    const { receiptKey } = found.file;
    const counts =
      receiptKey === newest.file.receiptKey || newest.file.succession?.keyId === keyIdOf(hasher, receiptKey);
    return counts ? documentBody(found.text) : null;
  }

  function open(text: string): Result<{ body: string; file: StationFile }, StationFileFailure> {
    const read = readDocument(signer, 'station', text, stationSchema, (keyId, file) =>
      keyIdOf(hasher, file.publicKey) === keyId ? file.publicKey : null,
    );
    const body = documentBody(text);
    if (!read.ok || body === null)
      return fail({
        type: read.ok || read.error.type === 'NotOurFormat' ? 'StationFileInvalid' : 'StationFileTampered',
      });
    return ok({ body, file: read.value });
  }

  /** Whether a key that counts vouches for the file's new one. */
  function vouched(keys: readonly KeyRow[], { station, publicKey, validFrom, succession }: StationFile): boolean {
    const before = keys.find(({ keyId }) => keyId === succession?.keyId);
    // A key that was revoked before the new one begins vouches for nothing.
    if (!before || !succession || (before.validTo !== null && before.validTo < validFrom)) return false;
    return signer.verify(
      before.publicKey,
      successionBytes('station', station, publicKey, validFrom),
      succession.signature,
    );
  }

  type Examined = {
    file: StationFile;
    row: StationRow | undefined;
    trust: AskingStation['trust'];
    /** Both bodies, of which the words are made. */
    bodies: [superior: string, station: string] | null;
  };

  async function examine(text: string): Promise<Result<Examined, StationFileFailure | DistrictFailure>> {
    const opened = open(text);
    if (!opened.ok) return opened;
    const { file, body } = opened.value;
    if (file.issuedAt > now() + DAY) return fail({ type: 'StationFileEarly' });
    const known = await store.read(async (reads) => ({
      row: await reads.station(file.station),
      keys: await reads.keys([file.station]),
    }));
    if (!known.ok) return known;
    const { row, keys } = known.value;
    if (row?.state === 'active') {
      const taken = open(row.file);
      if (taken.ok && file.issuedAt < taken.value.file.issuedAt) return fail({ type: 'StationFileOlder' });
    }
    const isKnown = keys.some(({ publicKey, validTo }) => publicKey === file.publicKey && validTo === null);
    const byKey = isKnown ? 'known' : vouched(keys, file) ? 'succession' : 'words';
    const trust = row?.state === 'active' ? byKey : 'words';
    const superior = answered(file.answers);
    if (trust === 'words' && superior === null) return fail({ type: 'StationFileOther' });
    return ok({ file, row, trust, bodies: trust === 'succession' || superior === null ? null : [superior, body] });
  }

  async function read(text: string): Promise<Result<AskingStation, StationFileFailure | DistrictFailure>> {
    const examined = await examine(text);
    return examined.ok ? ok(await describe(examined.value)) : examined;
  }

  async function describe({ file, row, trust, bodies }: Examined, wanted = true): Promise<AskingStation> {
    const { station, name, communeCode: commune, validFrom, issuedAt } = file;
    const words = bodies && wanted ? await wordsOf(stretcher, ...bodies) : [];
    const replaces = row?.state === 'active' && trust !== 'known';
    return { station, name, commune, validFrom, issuedAt, trust, words, replaces };
  }

  /** Changes a station's row, where it is one that may be changed. */
  function change(station: string, to: (row: StationRow) => StationRow | null) {
    return written(
      store.transaction(async (tx) => {
        const row = await tx.station(station);
        const changed = row && to(row);
        if (changed) await tx.saveStation(changed);
        return changed ? true : null;
      }),
      'UnknownStation',
    );
  }

  return {
    issued,
    current,

    async issue({ name, https, sftp, validFrom, keys }) {
      const last = issued().at(-1);
      const today = serviceDay(now());
      if (validFrom < today || (last && validFrom < last.file.validFrom)) return fail({ type: 'DayInvalid' });
      const isNew = !last || keys !== 'keep';
      const identity = isNew ? await generateIdentity() : null;
      const fresh = isNew ? signer.newKey() : null;
      const receiptKey = fresh?.publicKey ?? last?.file.receiptKey ?? '';
      const id = last?.file.id ?? newId();
      const before = last && keys === 'succeed' ? signingKey(last) : null;
      const bytes = successionBytes('superior', id, receiptKey, validFrom);
      const wished = superiorSchema.safeParse({
        format: 1,
        id,
        name,
        recipient: identity === null ? last?.file.recipient : await identityToRecipient(identity),
        receiptKey,
        https,
        sftp,
        validFrom,
        succession: before && { keyId: before.keyId, signature: signer.sign(before.privateKey, bytes) },
        // Two of one moment could not be told apart by age.
        issuedAt: Math.max(now(), (last?.file.issuedAt ?? 0) + 1),
      });
      if (!wished.success) return fail({ type: 'SuperiorWishInvalid' });
      const file = wished.data;
      const keyId = keyIdOf(hasher, receiptKey);
      const key = fresh ? { keyId, privateKey: fresh.privateKey } : last ? signingKey(last) : null;
      if (key === null) return fail({ type: 'SuperiorWishInvalid' });
      const text = signDocument(signer, 'superior', file, key);
      const kept = secrets.atOnce(() => {
        if (fresh) secrets.put(`signing:${keyId}`, fresh.privateKey);
        if (identity !== null) secrets.put(`age:${file.recipient}`, identity);
        secrets.put(`${ISSUED}${String(file.issuedAt).padStart(15, '0')}`, text);
      });
      return kept.ok ? ok({ name: superiorFileName(id), text, file }) : kept;
    },

    identities: () => secrets.list('age:').map(({ value }) => value),

    receiptKey(day) {
      const file = current(day);
      return file && signingKey(file);
    },

    read,

    async ask(text, words = true) {
      const examined = await examine(text);
      if (!examined.ok) return examined;
      const { file, row } = examined.value;
      const isActive = row?.state === 'active';
      const asking = await describe(examined.value, words || isActive);
      if (isActive) return ok(asking);
      const at = now();
      const kept = await store.transaction((tx) =>
        tx.saveStation({
          id: file.station,
          name: file.name,
          commune: file.communeCode,
          state: 'asked',
          expectedFrom: row?.expectedFrom ?? serviceDay(at),
          endedOn: row?.endedOn ?? null,
          file: text,
          askedAt: at,
          confirmedAt: row?.confirmedAt ?? null,
        }),
      );
      return kept.ok ? ok(asking) : kept;
    },

    async confirm(text, expectedFrom) {
      const examined = await examine(text);
      if (!examined.ok) return examined;
      const { file } = examined.value;
      const at = now();
      const kept = await store.transaction(async (tx) => {
        await tx.lock([file.station]);
        const [row, keys] = [await tx.station(file.station), await tx.keys([file.station])];
        for (const key of keys)
          if (key.validTo === null || key.validTo > file.validFrom)
            await tx.saveKey({ ...key, validTo: file.validFrom > key.validFrom ? file.validFrom : key.validFrom });
        await tx.saveKey({
          station: file.station,
          keyId: keyIdOf(hasher, file.publicKey),
          publicKey: file.publicKey,
          validFrom: file.validFrom,
          validTo: null,
          confirmedAt: at,
        });
        await tx.saveStation({
          id: file.station,
          name: file.name,
          commune: file.communeCode,
          state: 'active',
          expectedFrom: row?.state === 'active' ? row.expectedFrom : expectedFrom,
          endedOn: null,
          file: text,
          askedAt: row?.askedAt ?? at,
          confirmedAt: at,
        });
      });
      return kept.ok ? ok(null) : kept;
    },

    refuse: (station) =>
      written(
        store.transaction(async (tx) => {
          const row = await tx.station(station);
          if (row?.state !== 'asked') return null;
          // Once accepted bundles of it may be here: it goes back to what it was.
          if (row.confirmedAt === null) await tx.removeStation(station);
          else await tx.saveStation({ ...row, state: 'ended' });
          return true;
        }),
        'UnknownStation',
      ),

    endStation: (station, day) =>
      change(station, (row) => (row.state === 'active' ? { ...row, state: 'ended', endedOn: day } : null)),

    endKey: (station, keyId, day) =>
      written(
        store.transaction(async (tx) => {
          const key = (await tx.keys([station])).find((each) => each.keyId === keyId);
          if (!key) return null;
          await tx.saveKey({ ...key, validTo: day });
          return true;
        }),
        'UnknownKey',
      ),
  };
}

/** The files issued, by time; public, but the keys in them are worth nothing without the private ones beside them. */
const ISSUED = 'superior:';

/** A transaction that found nothing to change says what was missing. */
async function written<T extends string>(
  done: Promise<Result<true | null, DistrictFailure>>,
  missing: T,
): Promise<Result<null, DistrictFailure | { type: T }>> {
  const result = await done;
  if (!result.ok) return result;
  return result.value === null ? fail({ type: missing }) : ok(null);
}
