import type { Hasher, Signer } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { MINUTE, type ServiceDay, serviceDay } from '../kernel/time.ts';
import { type BundleFailure, type KeyLookup, type OpenedBundle, openBundle } from '../summary/bundle.ts';
import { type Manifest, manifestSchema, parseBundleName } from '../summary/exchange.ts';
import { type Summary, summarySchema } from '../summary/summary.ts';
import type {
  BundleRow,
  DayFigures,
  DayRow,
  DistrictFailure,
  DistrictReads,
  DistrictStore,
  DistrictTransaction,
  EpochRow,
  GapRow,
  HeadRow,
  HeldRow,
  KeyRow,
  MonthRow,
  RefusedRow,
  StationRow,
  SummaryRow,
  Via,
} from './store.ts';

export type Incoming = { name: string; bytes: Uint8Array; via: Via };

/** Why a bundle is not accepted. What cannot be opened stays as `BundleFailure` names it. */
export type RefusalReason =
  | BundleFailure['type']
  /** Its day is after today. */
  | 'DayInFuture'
  /** A day on or after the one on which this station ended. */
  | 'StationEnded'
  /** First of an epoch that does not follow on what the epoch says it does. */
  | 'ChainDiffers'
  /** Two histories of one station: kept, shown, and decided by telephone. */
  | 'Fork'
  /** An epoch that goes on from a receipt unknown here: kept until that bundle comes, or a person confirms it. */
  | 'EpochUnknown';

export type Taken =
  | {
      type: 'accepted' | 'already';
      station: string;
      day: ServiceDay;
      epoch: number;
      sequence: number;
      /** The office's clock and ours do not agree. */
      clockOff: boolean;
      /** The first of an epoch: the station was restored from a backup. */
      restored: boolean;
    }
  | { type: 'quarantined'; reason: RefusalReason; station: string | null };

export type Acceptance = {
  /** Takes a bundle exactly once, however often and on however many ways it comes. */
  take(incoming: Incoming): Promise<Result<Taken, DistrictFailure>>;
  /** Some hundred bundles in one transaction, answered in their order. */
  takeAll(incoming: readonly Incoming[]): Promise<Result<Taken[], DistrictFailure>>;
  /** A person asked by telephone: this epoch is the station's own though the receipt it names is not here. */
  confirmEpoch(
    station: string,
    epoch: number,
  ): Promise<Result<{ accepted: number }, DistrictFailure | { type: 'NothingHeld' }>>;
};

/** A clock that is ahead of ours by more than this is called off. */
const CLOCK_OFF_MS = 10 * MINUTE;

/**
 * Bundles of one station that are kept for a person to decide about; of further ones, which the station has still, only
 * name and hash. Each is read again with every bundle of that station, and a stolen key could send any number.
 */
const HELD_LIMIT = 100;

/** `identities` are this office's age keys (`AGE-SECRET-KEY-…`); `now` its clock in UTC ms. */
export function createAcceptance(deps: {
  store: DistrictStore;
  hasher: Hasher;
  signer: Signer;
  identities: () => readonly string[];
  now: () => number;
}): Acceptance {
  const { store, hasher } = deps;

  async function takeAll(incoming: readonly Incoming[]): Promise<Result<Taken[], DistrictFailure>> {
    const files = incoming.map((one) => ({
      ...one,
      sealed: hasher.sha256(one.bytes),
      named: parseBundleName(one.name),
    }));
    const known = await store.read((reads) => readKnown(reads, files));
    if (!known.ok) return known;
    const { stations, keyOf, sealedAt } = known.value;
    const opened: FileItem[] = [];
    for (const { name, bytes, via, sealed, named } of files) {
      const same = named === null ? undefined : sealedAt.get(place(named.station, named));
      if (same?.sealed === sealed) {
        opened.push({ type: 'known', bundle: same });
        continue;
      }
      const bundle = await openBundle(
        { hasher, signer: deps.signer, identities: deps.identities(), keyOf },
        name,
        bytes,
      );
      if (bundle.ok) opened.push({ type: 'open', name, sealed, via, ...bundle.value });
      else opened.push({ type: 'refused', name, sealed, reason: bundle.error.type });
    }
    if (opened.every(({ type }) => type === 'known'))
      return ok(opened.flatMap((item) => (item.type === 'known' ? [asTaken('already', item.bundle, false)] : [])));
    return store.transaction(async (tx) => {
      const now = deps.now();
      const book = await openBook(tx, opened, now);
      const taken = opened.map((item): Taken => {
        if (item.type === 'known') return asTaken('already', item.bundle, false);
        if (item.type === 'open') return book.take(item);
        const named = parseBundleName(item.name);
        const station = named !== null && stations.has(named.station) ? named.station : null;
        return book.refuse(station, item);
      });
      await book.write(tx);
      return taken;
    });
  }

  return {
    takeAll,
    async take(incoming) {
      const taken = await takeAll([incoming]);
      if (!taken.ok) return taken;
      const [one] = taken.value;
      if (one === undefined) throw new Error('nothing taken');
      return ok(one);
    },
    async confirmEpoch(station, epoch) {
      const accepted = await store.transaction(async (tx) => {
        const book = await openBook(tx, [{ type: 'station', station }], deps.now());
        const count = book.confirm(station, epoch);
        await book.write(tx);
        return count;
      });
      if (!accepted.ok) return accepted;
      return accepted.value === 0 ? fail({ type: 'NothingHeld' }) : ok({ accepted: accepted.value });
    },
  };
}

type Opened = { name: string; sealed: string; via: Via } & OpenedBundle;
type Refused = { name: string; sealed: string; reason: RefusalReason };
type FileItem =
  | ({ type: 'open' } & Opened)
  | ({ type: 'refused' } & Refused)
  /** The very same file was accepted before. */
  | { type: 'known'; bundle: BundleRow };
type Item =
  | FileItem
  /** Nothing came: what is held of it is looked at again. */
  | { type: 'station'; station: string };

/** Authentic and complete: what is left is its place in the station's history. */
type Candidate = Pick<Opened, 'name' | 'sealed' | 'via' | 'manifest' | 'manifestHash' | 'keyId' | 'summary'>;

const place = (station: string, { epoch, sequence }: { epoch: number; sequence: number }) =>
  `${station}/${epoch}/${sequence}`;

async function readKnown(
  reads: DistrictReads,
  files: readonly { named: ReturnType<typeof parseBundleName> }[],
): Promise<{ stations: Map<string, StationRow>; keyOf: KeyLookup; sealedAt: Map<string, BundleRow> }> {
  const named = files.flatMap((file) => (file.named === null ? [] : [file.named]));
  const names = [...new Set(named.map(({ station }) => station))];
  const stations = new Map((await reads.stationsOf(names)).map((row) => [row.id, row]));
  const keys = await reads.keys(names);
  const sealedAt = new Map((await reads.bundlesAround(named)).map((row) => [place(row.station, row), row]));
  return { stations, keyOf: createKeyLookup(stations, keys), sealedAt };
}

/** Which key a name means on a day, of stations whose words were compared. */
export function createKeyLookup(stations: ReadonlyMap<string, StationRow>, keys: readonly KeyRow[]): KeyLookup {
  const byName = new Map(keys.map((key) => [`${key.station} ${key.keyId}`, key]));
  return (station, keyId, day) => {
    const state = stations.get(station)?.state;
    if (state === undefined || state === 'asked') return fail({ type: 'UnknownStation' });
    const key = byName.get(`${station} ${keyId}`);
    if (key === undefined || day < key.validFrom || (key.validTo !== null && day >= key.validTo))
      return fail({ type: 'UnknownKey' });
    return ok(key.publicKey);
  };
}

/**
 * What is known of the stations at hand, read at once; bundles are judged against it one after the other and all
 * changes are written at the end, so that a country's night is some statements and not some ten thousand.
 */
async function openBook(tx: DistrictTransaction, items: readonly Item[], now: number) {
  const open = items.flatMap((item) => (item.type === 'open' ? [item] : []));
  const names = [
    ...new Set(
      items.flatMap((item) =>
        item.type === 'open' ? [item.manifest.station] : item.type === 'station' ? [item.station] : [],
      ),
    ),
  ];
  await tx.lock(names);
  const stations = new Map((await tx.stationsOf(names)).map((row) => [row.id, row]));
  const held = new Map<string, HeldRow>();
  for (const row of await tx.held(names)) held.set(`${row.station} ${row.manifest}`, row);
  const manifests = [...open.map(({ manifest }) => manifest), ...[...held.values()].map(manifestOf)];
  const bundles = new Map<string, BundleRow>();
  const followers = new Map<string, BundleRow[]>();
  const remember = (row: BundleRow) => {
    const at = place(row.station, row);
    if (bundles.has(at)) return;
    bundles.set(at, row);
    if (row.previous === null) return;
    const after = `${row.station} ${row.previous}`;
    followers.set(after, [...(followers.get(after) ?? []), row]);
  };
  const around = await tx.bundlesAround(
    manifests.flatMap(({ station, epoch, sequence, epochFrom }) => [
      { station, epoch, sequence },
      ...(epochFrom === null ? [] : [{ station, epoch: epochFrom.epoch, sequence: epochFrom.sequence }]),
    ]),
  );
  for (const row of around) remember(row);
  const successors = await tx.successors(
    manifests.flatMap(({ station, previous }) => (previous === null ? [] : [{ station, previous }])),
  );
  for (const row of successors) remember(row);
  const epochs = new Map((await tx.epochs(names)).map((row) => [`${row.station}/${row.epoch}`, row]));
  const gaps = new Map<string, GapRow[]>();
  for (const row of await tx.gaps(names)) {
    const key = `${row.station}/${row.epoch}`;
    gaps.set(key, [...(gaps.get(key) ?? []), row]);
  }
  const days = new Map((await tx.days(manifests)).map((row) => [`${row.station} ${row.day}`, row]));
  const months = new Map(
    (await tx.months(names, [...new Set(manifests.map(({ day }) => day.slice(0, 7)))])).map((row) => [
      `${row.station} ${row.month}`,
      row,
    ]),
  );
  const heads = new Map((await tx.heads(names)).map((row) => [row.station, row]));

  const changed = {
    bundles: [] as BundleRow[],
    epochs: new Map<string, EpochRow>(),
    gaps: new Map<string, { station: string; epoch: number }>(),
    days: new Map<string, DayRow>(),
    summaries: new Map<string, SummaryRow>(),
    months: new Map<string, MonthRow>(),
    heads: new Map<string, HeadRow>(),
    held: new Map<string, HeldRow>(),
    released: [] as HeldRow[],
    refused: new Map<string, RefusedRow>(),
  };

  function take(candidate: Candidate, confirmed = false): Taken {
    const { manifest, manifestHash } = candidate;
    const { station, epoch, day } = manifest;
    const there = bundles.get(place(station, manifest));
    if (there?.manifest === manifestHash) return asTaken('already', there, false);
    const endedOn = stations.get(station)?.endedOn ?? null;
    if (endedOn !== null && day >= endedOn) return refuse(station, { ...candidate, reason: 'StationEnded' });
    if (day > serviceDay(now)) return refuse(station, { ...candidate, reason: 'DayInFuture' });
    if (!hangsTogether(manifest)) return refuse(station, { ...candidate, reason: 'ChainDiffers' });
    const known = epochs.get(`${station}/${epoch}`);
    if (there !== undefined || forks(candidate, known)) return hold(candidate, 'fork');
    const from = manifest.epochFrom;
    const proven =
      known !== undefined || from === null || bundles.get(place(station, from))?.manifest === from.manifest;
    if (!proven && !confirmed) return hold(candidate, 'epoch');
    accept(candidate, known);
    const taken = asTaken('accepted', rowOf(candidate), known === undefined && epoch > 0);
    release(station, ({ kind }, other) => kind === 'epoch' && other.epochFrom?.manifest === manifestHash, false);
    return taken;
  }

  /** Another bundle stands where this one's neighbour should, or the epoch began elsewhere. */
  function forks({ manifest, manifestHash }: Candidate, known: EpochRow | undefined): boolean {
    const { station, epoch, sequence, previous, epochFrom } = manifest;
    if (known !== undefined && known.fromManifest !== (epochFrom?.manifest ?? null)) return true;
    const before = sequence > 1 ? bundles.get(place(station, { epoch, sequence: sequence - 1 })) : undefined;
    if (before !== undefined && before.manifest !== previous) return true;
    const after = bundles.get(place(station, { epoch, sequence: sequence + 1 }));
    if (after !== undefined && after.previous !== manifestHash) return true;
    // After a restore the new epoch and the lost end of the old one both follow on the same bundle: no fork.
    return previous !== null && (followers.get(`${station} ${previous}`) ?? []).some((row) => row.epoch === epoch);
  }

  function accept(candidate: Candidate, known: EpochRow | undefined): void {
    const { manifest, summary } = candidate;
    const { station, epoch, sequence, day } = manifest;
    const row = rowOf(candidate);
    remember(row);
    changed.bundles.push(row);

    const run = `${station}/${epoch}`;
    const highest = known?.highest ?? 0;
    const left = gapsAfter(gaps.get(run) ?? [], highest, { station, epoch, sequence });
    gaps.set(run, left);
    changed.gaps.set(run, { station, epoch });
    const next = {
      station,
      epoch,
      fromManifest: known?.fromManifest ?? manifest.epochFrom?.manifest ?? null,
      highest: Math.max(highest, sequence),
      seenAt: known?.seenAt ?? now,
    };
    epochs.set(run, next);
    changed.epochs.set(run, next);

    const dayKey = `${station} ${day}`;
    const old = days.get(dayKey);
    const newer = old === undefined || epoch > old.epoch || (epoch === old.epoch && sequence > old.sequence);
    const figures: DayRow =
      old !== undefined && !newer
        ? { ...old, versions: old.versions + 1 }
        : {
            station,
            day,
            manifest: candidate.manifestHash,
            epoch,
            sequence,
            receivedAt: old?.receivedAt ?? now,
            madeAt: manifest.madeAt,
            versions: (old?.versions ?? 0) + 1,
            nothing: summary.nothing ? 1 : 0,
            clockOff: clockOff(manifest, now) ? 1 : 0,
            ...figuresOf(summary),
          };
    days.set(dayKey, figures);
    changed.days.set(dayKey, figures);
    if (newer) changed.summaries.set(dayKey, { station, day, json: JSON.stringify(summary) });

    const month = day.slice(0, 7);
    const monthKey = `${station} ${month}`;
    const bits = (months.get(monthKey)?.days ?? 0) | (1 << (Number(day.slice(8)) - 1));
    months.set(monthKey, { station, month, days: bits });
    changed.months.set(monthKey, { station, month, days: bits });

    const head = heads.get(station);
    const lastDay = head !== undefined && head.lastDay > day ? head.lastDay : day;
    heads.set(station, { station, lastDay, lastAt: now });
    changed.heads.set(station, { station, lastDay, lastAt: now });
  }

  function hold(candidate: Candidate, kind: HeldRow['kind']): Taken {
    const { manifest, manifestHash, summary, name, sealed, keyId, via } = candidate;
    const { station, epoch, sequence, day } = manifest;
    const key = `${station} ${manifestHash}`;
    const reason = kind === 'fork' ? 'Fork' : 'EpochUnknown';
    const others = [...held.values()].filter((row) => row.station === station && row.manifest !== manifestHash);
    if (others.length >= HELD_LIMIT) return refuse(station, { name, sealed, reason });
    const row = held.get(key) ?? {
      station,
      manifest: manifestHash,
      kind,
      epoch,
      sequence,
      day,
      name,
      sealed,
      manifestJson: JSON.stringify(manifest),
      json: JSON.stringify(summary),
      keyId,
      via,
      heldAt: now,
    };
    const next = { ...row, kind };
    held.set(key, next);
    changed.held.set(key, next);
    return { type: 'quarantined', reason, station };
  }

  /** Judges again what was held back; gives how many were accepted. */
  function release(station: string, meant: (row: HeldRow, manifest: Manifest) => boolean, confirmed: boolean): number {
    let accepted = 0;
    for (const [key, row] of [...held].sort(([, a], [, b]) => a.epoch - b.epoch || a.sequence - b.sequence)) {
      const manifest = manifestOf(row);
      if (row.station !== station || !meant(row, manifest)) continue;
      held.delete(key);
      const { name, sealed, keyId, via } = row;
      const summary = summarySchema.parse(JSON.parse(row.json));
      const taken = take({ name, sealed, keyId, via, manifest, manifestHash: row.manifest, summary }, confirmed);
      if (taken.type === 'quarantined') continue;
      accepted += 1;
      changed.held.delete(key);
      changed.released.push(row);
    }
    return accepted;
  }

  function refuse(station: string | null, { name, sealed, reason }: Refused): Taken {
    const named = parseBundleName(name);
    // A name that is not a bundle's may say anything, a person's number too.
    const kept = named !== null ? name : name.slice(0, 80).replaceAll(/[^A-Za-z._-]/g, '?');
    changed.refused.set(`${kept} ${sealed}`, {
      station: station ?? '',
      name: kept,
      sha256: sealed,
      reason,
      epoch: named?.epoch ?? null,
      sequence: named?.sequence ?? null,
      at: now,
    });
    return { type: 'quarantined', reason, station };
  }

  function rowOf({ manifest, manifestHash, keyId, via, sealed }: Candidate): BundleRow {
    const { station, epoch, sequence, day, previous, madeAt } = manifest;
    return {
      station,
      epoch,
      sequence,
      manifest: manifestHash,
      day,
      previous,
      replaces: manifest.replaces?.manifest ?? null,
      keyId,
      madeAt,
      receivedAt: now,
      via,
      sealed,
    };
  }

  return {
    take: (item: Candidate) => take(item),
    refuse,
    confirm: (station: string, epoch: number) =>
      release(station, (row) => row.kind === 'epoch' && row.epoch === epoch, true),
    async write(to: DistrictTransaction): Promise<void> {
      await to.addBundles(changed.bundles);
      await to.saveEpochs([...changed.epochs.values()]);
      const runs = [...changed.gaps.entries()];
      await to.replaceGaps(
        runs.map(([, run]) => run),
        runs.flatMap(([key]) => gaps.get(key) ?? []),
      );
      await to.saveDays([...changed.days.values()]);
      await to.saveSummaries([...changed.summaries.values()]);
      await to.saveMonths([...changed.months.values()]);
      await to.saveHeads([...changed.heads.values()]);
      await to.addHeld([...changed.held.values()]);
      await to.removeHeld(changed.released);
      await to.addRefused([...changed.refused.values()]);
    },
  };
}

/** The numbering of an epoch begins where the epoch says it does. */
function hangsTogether({ epoch, epochFrom, sequence, previous }: Manifest): boolean {
  if (epochFrom !== null && epochFrom.epoch >= epoch) return false;
  return sequence === 1 ? previous === (epochFrom?.manifest ?? null) : previous !== null;
}

/** What is still missing of an epoch once this one has come; `highest` came before it. */
function gapsAfter(
  gaps: readonly GapRow[],
  highest: number,
  { station, epoch, sequence }: { station: string; epoch: number; sequence: number },
): GapRow[] {
  if (sequence > highest)
    return sequence > highest + 1 ? [...gaps, { station, epoch, first: highest + 1, last: sequence - 1 }] : [...gaps];
  return gaps.flatMap((gap) => {
    if (sequence < gap.first || sequence > gap.last) return [gap];
    const parts = [
      { ...gap, last: sequence - 1 },
      { ...gap, first: sequence + 1 },
    ];
    return parts.filter(({ first, last }) => first <= last);
  });
}

/** Made after we got it, or before the day it tells of began. */
function clockOff({ madeAt, day }: { madeAt: number; day: ServiceDay }, now: number): boolean {
  return madeAt - now > CLOCK_OFF_MS || serviceDay(madeAt) < day;
}

function asTaken(type: 'accepted' | 'already', row: BundleRow, restored: boolean): Taken {
  const { station, day, epoch, sequence } = row;
  return { type, station, day, epoch, sequence, clockOff: clockOff(row, row.receivedAt), restored };
}

/** What a held bundle says of itself. */
export function manifestOf(row: Pick<HeldRow, 'manifestJson'>): Manifest {
  return manifestSchema.parse(JSON.parse(row.manifestJson));
}

/** What is kept of a summary in its day's row. */
export function figuresOf({ idCards, eid, tickets, absentCalls, waits, desks, entered, rates }: Summary): DayFigures {
  const both = ({ level1, level2 }: { level1: number | null; level2: number | null }) =>
    level1 === null && level2 === null ? null : (level1 ?? 0) + (level2 ?? 0);
  const card = rates.find(({ kind }) => kind === 'idCard');
  const activated = rates.find(({ kind }) => kind === 'eidActivated');
  return {
    collected: idCards.collected,
    age0: idCards.byAge['0-5'],
    age6: idCards.byAge['6-13'],
    age14: idCards.byAge['14+'],
    handedOut: idCards.handedOut,
    refused: idCards.refused,
    eid1: eid.collected.level1,
    eid2: eid.collected.level2,
    eidApproved: both(entered.eidApproved),
    eidActivated: both(entered.eidActivated),
    people: tickets.people,
    served: tickets.served,
    absent: tickets.absent,
    waiting: tickets.waiting,
    absentCalls,
    waitMedian: waits.medianMinutes,
    waitP90: waits.p90Minutes,
    deskMinutes: desks.openMinutes,
    visits: entered.visits,
    cardTarget: card?.target ?? null,
    cardDone: card?.done ?? null,
    eidTarget: activated?.target ?? null,
    eidDone: activated?.done ?? null,
  };
}
