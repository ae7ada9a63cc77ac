import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  makeProvince,
  type Position,
  type Province,
  type ProvinceStation,
  readCommunes,
  type Sending,
} from '../../core/demo/province.ts';
import { createAcceptance, figuresOf } from '../../core/district/accept.ts';
import { createSuperiorOffice } from '../../core/district/enrolment.ts';
import type { BundleRow, DayRow, DistrictFailure, DistrictStore, StationRow } from '../../core/district/store.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { createSecrets } from '../../core/kernel/secrets.ts';
import { documentBody, keyIdOf, type SigningKey, signDocument } from '../../core/kernel/signed.ts';
import { addDays, instantOf, type ServiceDay } from '../../core/kernel/time.ts';
import { type BuiltBundle, buildBundle, sealBundle } from '../../core/summary/bundle.ts';
import { type BundleRef, bundleName, type StationFile } from '../../core/summary/exchange.ts';
import { summaryCsv, summaryJson } from '../../core/summary/formats.ts';
import type { OfficeFolder } from '../folder.ts';
import { loadCatalogue } from '../host.ts';
import { signer } from '../signer.ts';
import { hasher, stretcher } from '../system.ts';

export type ProvinceDemo = {
  province: Province;
  /** Yesterday, then the days before it, newest first; in pauses, because people are looking already. */
  fill(stopped: () => boolean): Promise<Result<null, DistrictFailure>>;
};

/**
 * Enrols the made-up communes at an open superior office and gives what fills their days. `name` is the office's;
 * `changed` makes the screens ask again.
 */
export async function openProvinceDemo(deps: {
  folder: OfficeFolder;
  store: DistrictStore;
  name: string;
  today: ServiceDay;
  seed: string;
  root: string;
  changed: () => void;
}): Promise<Result<ProvinceDemo, DistrictFailure>> {
  const { folder, store, name, today, seed, root, changed } = deps;
  const groups = new Map(loadCatalogue(root).procedures.map(({ code, group }) => [code, group]));
  const file: unknown = JSON.parse(readFileSync(join(root, 'resources', 'demo', 'communes-thanh-hoa.json'), 'utf8'));
  const groupOf = (procedure: string) => groups.get(procedure) ?? 'khac';
  const province = makeProvince({ communes: readCommunes(file), superior: name, today, seed, groupOf });
  const { stations } = province;
  const yesterday = addDays(today, -1);

  // Its keys are older than the first report that was encrypted to them.
  const enrolledOn = addDays(stations[0]?.expectedFrom ?? today, -5);
  const enrolledAt = instantOf(enrolledOn, 9 * 60);
  const office = createSuperiorOffice({
    ...{ secrets: createSecrets(folder.db), store, signer, hasher, stretcher, now: () => enrolledAt },
    newId: () => 'ThanhHoaMau',
  });
  const issued = await office.issue({ name, https: null, sftp: null, validFrom: enrolledOn, keys: 'succeed' });
  if (!issued.ok) {
    const { type } = issued.error;
    if (type === 'DayInvalid' || type === 'SuperiorWishInvalid') throw new Error(type);
    return fail({ type });
  }
  const { recipient } = issued.value.file;
  const answers = hasher.sha256(documentBody(issued.value.text) ?? '');
  const keys = new Map<string, SigningKey>();
  const enrolled = stations.map((station) => {
    const { publicKey, privateKey } = signer.newKey();
    const key = { keyId: keyIdOf(hasher, publicKey), privateKey };
    keys.set(station.station, key);
    return { station, publicKey, key };
  });

  const kept = await store.transaction(async (tx) => {
    for (const { station, publicKey, key } of enrolled) {
      await tx.saveStation(stationRow(station, publicKey, key, answers, enrolledOn, enrolledAt));
      await tx.saveKey({
        ...{ station: station.station, keyId: key.keyId, publicKey, validFrom: enrolledOn, validTo: null },
        confirmedAt: enrolledAt,
      });
    }
    // Their numbering stands where it stood the day before yesterday; the bundles themselves are written below.
    const before = stations.flatMap(({ station, sent }) =>
      [...new Set(sent.map(({ epoch }) => epoch))].flatMap((epoch) => {
        const run = sent.filter((one) => one.epoch === epoch && one.day < yesterday);
        const [first, last] = [run[0], run.at(-1)];
        if (first === undefined || last === undefined) return [];
        const fromManifest = first.epochFrom && pastManifest(station, first.epochFrom);
        return [{ station, epoch, fromManifest, highest: last.sequence, seenAt: first.receivedAt }];
      }),
    );
    await tx.saveEpochs(before);
    const gaps = stations.flatMap(({ station, lost }) =>
      lost.map(({ epoch, sequence }) => ({ station, epoch, first: sequence, last: sequence })),
    );
    await tx.replaceGaps(gaps, gaps);
  });
  if (!kept.ok) return kept;

  let receivedAt = enrolledAt;
  const acceptance = createAcceptance({
    ...{ store, hasher, signer, identities: office.identities, now: () => receivedAt },
  });

  /** Yesterday the true way: built, signed, encrypted, and taken as it came, file by file. */
  async function takeYesterday(stopped: () => boolean): Promise<Result<null, DistrictFailure>> {
    const manifests = new Map<string, string>();
    const coming = [...stations, province.stranger]
      .flatMap((station) => station.sent.map((sending) => ({ station, sending })))
      .filter(({ sending }) => sending.day === yesterday)
      .sort((a, b) => a.sending.receivedAt - b.sending.receivedAt);
    for (const [i, { station, sending }] of coming.entries()) {
      if (stopped()) break;
      const known = sending.fault === 'unknownKey' ? undefined : keys.get(station.station);
      const built = build(station.station, sending, known ?? strangersKey(), manifests);
      manifests.set(place(station.station, sending), built.manifestHash);
      const bytes = await sealBundle(built.zip, recipient);
      const middle = bytes.length >> 1;
      if (sending.fault === 'damaged') bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await setImmediate();
      receivedAt = sending.receivedAt;
      const taken = await acceptance.take({ name: bundleName(built.manifest), bytes, via: sending.via });
      if (!taken.ok) return taken;
      if (i % SHOWN_EACH === 0) changed();
      await setImmediate();
    }
    changed();
    return ok(null);
  }

  /**
   * A day before yesterday, written where acceptance would have written it: to sign, encrypt and open a month of bundles
   * takes more than a minute. Of these days there is no bundle; the hashes of their manifests are made up.
   */
  function writePast(day: ServiceDay): Promise<Result<void, DistrictFailure>> {
    const sent = stations.flatMap(({ station, sent }) =>
      sent.flatMap((sending) => (sending.day === day ? [{ station, sending }] : [])),
    );
    const names = sent.map(({ station }) => station);
    const month = day.slice(0, 7);
    const bit = 1 << (Number(day.slice(8)) - 1);
    return store.transaction(async (tx) => {
      const months = new Map((await tx.months(names, [month])).map((row) => [row.station, row.days]));
      const heads = new Set((await tx.heads(names)).map((row) => row.station));
      await tx.addBundles(
        sent.map(({ station, sending }) => bundleRow(station, sending, keys.get(station)?.keyId ?? '')),
      );
      await tx.saveDays(sent.map(({ station, sending }) => dayRow(station, sending)));
      await tx.saveSummaries(
        sent.map(({ station, sending: { summary } }) => ({ station, day, json: JSON.stringify(summary) })),
      );
      await tx.saveMonths(names.map((station) => ({ station, month, days: (months.get(station) ?? 0) | bit })));
      await tx.saveHeads(
        sent.flatMap(({ station, sending }) =>
          heads.has(station) ? [] : [{ station, lastDay: day, lastAt: sending.receivedAt }],
        ),
      );
    });
  }

  return ok({
    province,
    async fill(stopped) {
      const taken = await takeYesterday(stopped);
      if (!taken.ok) return taken;
      const first = stations[0]?.expectedFrom ?? today;
      for (let day = addDays(yesterday, -1); day >= first && !stopped(); day = addDays(day, -1)) {
        const written = await writePast(day);
        if (!written.ok) return written;
        changed();
        await setImmediate();
      }
      return ok(null);
    },
  });
}

/** Bundles until the screens ask again. */
const SHOWN_EACH = 10;

const place = (station: string, { epoch, sequence }: Position) => `${station}/${epoch}/${sequence}`;

/** Stands for the manifest of a bundle that is older than yesterday. */
function pastManifest(station: string, at: Position): string {
  return hasher.sha256(`toiluot/demo/manifest ${place(station, at)}`);
}

/** A key nobody was told of. */
function strangersKey(): SigningKey {
  const { publicKey, privateKey } = signer.newKey();
  return { keyId: keyIdOf(hasher, publicKey), privateKey };
}

function build(
  station: string,
  sending: Sending,
  key: SigningKey,
  manifests: ReadonlyMap<string, string>,
): BuiltBundle {
  const { day, epoch, sequence, epochFrom, previous, replaces, madeAt, summary } = sending;
  const ref = (at: Position): BundleRef => ({
    ...{ epoch: at.epoch, sequence: at.sequence },
    manifest: manifests.get(place(station, at)) ?? pastManifest(station, at),
  });
  const log = [{ station, seq: sequence * 900, hash: hasher.sha256(`toiluot/demo/log ${place(station, sending)}`) }];
  const text = new TextEncoder();
  return buildBundle(
    { hasher, signer },
    {
      ...{ station, day, epoch, sequence, madeAt, log },
      epochFrom: epochFrom && ref(epochFrom),
      previous: previous && ref(previous).manifest,
      replaces: replaces && ref(replaces),
    },
    new Map([
      ['summary.json', text.encode(summaryJson(summary))],
      ['summary.csv', text.encode(summaryCsv(summary))],
    ]),
    key,
  );
}

function stationRow(
  { station, name, commune, expectedFrom }: ProvinceStation,
  publicKey: string,
  key: SigningKey,
  answers: string,
  validFrom: ServiceDay,
  at: number,
): StationRow {
  const file: StationFile = {
    ...{ format: 1, station, name, communeCode: commune, publicKey, validFrom, answers },
    ...{ nonce: hasher.sha256(`toiluot/demo/nonce ${station}`).slice(0, 32), succession: null, issuedAt: at },
  };
  return {
    ...{ id: station, name, commune, state: 'active', expectedFrom, endedOn: null },
    ...{ file: signDocument(signer, 'station', file, key), askedAt: at, confirmedAt: at },
  };
}

function bundleRow(station: string, sending: Sending, keyId: string): BundleRow {
  const { day, epoch, sequence, previous, madeAt, receivedAt, via } = sending;
  return {
    ...{ station, epoch, sequence, day, replaces: null, keyId, madeAt, receivedAt, via },
    manifest: pastManifest(station, sending),
    previous: previous && pastManifest(station, previous),
    sealed: hasher.sha256(`toiluot/demo/sealed ${place(station, sending)}`),
  };
}

function dayRow(station: string, sending: Sending): DayRow {
  const { day, epoch, sequence, madeAt, receivedAt, summary } = sending;
  return {
    ...{ station, day, epoch, sequence, receivedAt, madeAt, versions: 1, clockOff: 0 },
    manifest: pastManifest(station, sending),
    nothing: summary.nothing ? 1 : 0,
    ...figuresOf(summary),
  };
}
