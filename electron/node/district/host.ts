import type { DistrictControl } from '../../core/api/router.ts';
import { createDistrict, type District } from '../../core/district/district.ts';
import { createBundleDoor } from '../../core/district/door.ts';
import { createSuperiorOffice } from '../../core/district/enrolment.ts';
import type { DistrictFailure, DistrictStore, KeyRow } from '../../core/district/store.ts';
import type { Carrier, Drives, Log } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { createSecrets } from '../../core/kernel/secrets.ts';
import { serviceDay } from '../../core/kernel/time.ts';
import type { Settings } from '../../core/office/settings.ts';
import { databasePath, type OfficeFolder } from '../folder.ts';
import { databaseKey } from '../keys.ts';
import { signer } from '../signer.ts';
import { hasher, ids, stretcher } from '../system.ts';
import { createIntake } from './intake.ts';
import { rollUpFile } from './rollUpFile.ts';
import { knownDatabase, openDistrictFile, openDistrictPostgres, rememberDatabase } from './store.ts';

export type DistrictHost = {
  district: District;
  store: DistrictStore;
  control: DistrictControl;
  takeBundle: ReturnType<typeof createBundleDoor>;
  close(): Promise<void>;
};

/**
 * The superior office over an open folder. Its figures lie in the folder's own database, or where `database`
 * (`postgres://…`) says. A database that does not answer is tried again at the next question: the screens say so
 * meanwhile, and bundles stay where they are.
 */
export function openDistrict(deps: {
  folder: OfficeFolder;
  database: string | null;
  now: () => number;
  settings: () => Settings;
  drives: Drives;
  carrier: Carrier;
  lan: DistrictControl['lan'];
  log: Log;
  changed: () => void;
}): DistrictHost {
  if (deps.database !== null) rememberDatabase(deps.folder.db, deps.database);
  const database = deps.database ?? knownDatabase(deps.folder.db);
  const { folder, now, settings, drives, carrier, lan, log, changed } = deps;
  const store = retrying(async () => {
    const opened =
      database === null
        ? await openDistrictFile(databasePath(folder.dir), databaseKey(folder.secret))
        : await openDistrictPostgres(database);
    if (!opened.ok) log.write('district.database', { failure: opened.error.type });
    return opened;
  });
  const keys = createSuperiorOffice({
    ...{ secrets: createSecrets(folder.db), store, signer, hasher, stretcher, now },
    newId: () =>
      ids
        .secret()
        .replaceAll(/[^A-Za-z0-9]/g, '')
        .slice(0, 10),
  });
  const district = createDistrict({ store, keys, hasher, signer, now, dueAt: () => settings().report.dueAt });
  /** The screens ask again after what changes nothing in the log. */
  const told = async <T extends Result<unknown>>(work: Promise<T>): Promise<T> => {
    const done = await work;
    if (done.ok) changed();
    return done;
  };
  const intake = createIntake({
    ...{ drives, log, now, changed },
    folder: () => settings().intake.folder,
    importer: { acceptance: district, answers: district.answers },
  });
  /** What was refused before may be taken now. */
  const again = async <T extends Result<unknown>>(work: Promise<T>): Promise<T> => {
    const done = await told(work);
    if (done.ok) intake.look();
    return done;
  };
  return {
    district,
    store,
    control: {
      views: district.views,
      confirmEpoch: (station, epoch) => again(district.confirmEpoch(station, epoch)),
      async rollUpFile(from, to) {
        const rolled = await district.views.rollUp(from, to);
        return rolled.ok ? ok(await rollUpFile(rolled.value, settings().office.name)) : rolled;
      },
      lan,
      intake: { state: intake.state, look: intake.look, eject: intake.eject },
      stations: {
        async list() {
          return store.read(async (reads) => {
            // The files and keys themselves stay here: 3,321 stations would have some ten megabytes of them.
            const keysOf = new Map<string, Omit<KeyRow, 'station' | 'publicKey'>[]>();
            for (const { station, publicKey: _, ...key } of await reads.keys()) {
              const known = keysOf.get(station);
              if (known) known.push(key);
              else keysOf.set(station, [key]);
            }
            const rows = await reads.stations();
            const stations = rows.map(({ file: _, ...row }) => ({ ...row, keys: keysOf.get(row.id) ?? [] }));
            return { today: serviceDay(now()), issued: keys.issued(), stations };
          });
        },
        async asking(station) {
          const row = await store.read((reads) => reads.station(station));
          if (!row.ok) return row;
          if (row.value?.state !== 'asked') return fail({ type: 'UnknownStation' });
          const { file: text } = row.value;
          const asking = await keys.read(text);
          return asking.ok ? ok({ text, asking: asking.value }) : asking;
        },
        async fromStick() {
          const files = await carrier.read('.station.json');
          return files.ok && files.value.length === 0 ? fail({ type: 'StationFileMissing' }) : files;
        },
        async toStick() {
          const file = keys.issued().at(-1);
          return file ? carrier.write({ name: file.name, text: file.text }) : fail({ type: 'NothingIssued' });
        },
        issue: (wish) => told(keys.issue(wish)),
        // The words of one that waits are asked for when it is called.
        ask: (text) => told(keys.ask(text, false)),
        confirm: (text, expectedFrom) => again(keys.confirm(text, expectedFrom)),
        refuse: (station) => told(keys.refuse(station)),
        endStation: (station, day) => told(keys.endStation(station, day)),
        endKey: (station, key, day) => told(keys.endKey(station, key, day)),
      },
    },
    takeBundle: createBundleDoor({ district, now, changed }),
    async close() {
      await intake.close();
      await store.close();
    },
  };
}

/** A store that is opened at the first question, and again after it could not be. */
function retrying(open: () => Promise<Result<DistrictStore, DistrictFailure>>): DistrictStore {
  let opening: Promise<Result<DistrictStore, DistrictFailure>> | null = null;
  const opened = async () => {
    opening ??= open();
    const store = await opening;
    if (!store.ok) opening = null;
    return store;
  };
  return {
    async read(work) {
      const store = await opened();
      return store.ok ? store.value.read(work) : store;
    },
    async transaction(work) {
      const store = await opened();
      return store.ok ? store.value.transaction(work) : store;
    },
    async close() {
      const store = await opening;
      if (store?.ok) await store.value.close();
    },
  };
}
