import type { Author, EventLog } from '../kernel/log.ts';
import type { CarriedFile, Hasher, Ids, Signer, StoreFailure, Stretcher } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { documentBody, keyIdOf, readDocument, signDocument } from '../kernel/signed.ts';
import { DAY, type ServiceDay, serviceDay } from '../kernel/time.ts';
import { wordsOf } from '../kernel/words.ts';
import type { Settings, TargetSetting } from '../office/settings.ts';
import type { Bundles, StationKey } from './bundles.ts';
import type { SummaryEvent } from './events.ts';
import {
  type StationFile,
  type SuperiorFile,
  stationFileName,
  successionBytes,
  superiorSchema,
  UNSHOWN,
} from './exchange.ts';
import type { EnrolledSuperior, SummaryProjection } from './tables.ts';

/** A superior office as its file describes it. Nothing secret. */
export type SuperiorCard = {
  id: string;
  name: string;
  validFrom: ServiceDay;
  issuedAt: number;
  /** Where bundles can be sent by network, beside the stick; null when it offers no such way. */
  https: string | null;
  sftp: string | null;
};

export type SuperiorPreview = SuperiorCard & {
  /**
   * How it may come to be trusted: 'words' compared by telephone; signed by the key already trusted ('sameKey'); or a
   * new key for which that one vouches ('succession').
   */
  trust: 'words' | 'sameKey' | 'succession';
  /** The superior office in force whose place it would take, when it is another. */
  replaces: string | null;
};

/** Its file was read and answered; the words are not compared yet, nothing of it is trusted. */
export type PendingSuperior = { superior: SuperiorPreview; words: string[]; answer: CarriedFile };

export type EnrolmentState = {
  today: ServiceDay;
  /** In force today. */
  current:
    | (SuperiorCard & {
        validTo: ServiceDay | null;
        /** What was compared by telephone: a superior office that lost it reads the same file once more. */
        compared: { words: string[]; answer: CarriedFile } | null;
      })
    | null;
  /** What will be in force from a later day on. */
  next: SuperiorCard | null;
  pending: PendingSuperior | null;
  /** Ways up that its file offers and that the settings do not have yet. */
  suggestions: TargetSetting[];
  /** The newest key of this station, and the file that tells the superior office of a change; null before there is one. */
  key: { keyId: string; validFrom: ServiceDay; change: CarriedFile | null } | null;
};

type SuperiorFileFailure = {
  type: /** No file of a superior office. */
    | 'SuperiorFileInvalid'
    /** Changed since it was signed. */
    | 'SuperiorFileTampered'
    /** A newer one of the same office was taken over already. */
    | 'SuperiorFileOlder'
    /** This very one is in force already. */
    | 'SuperiorFileKnown'
    /** Issued more than a year ago: the office may have other keys by now. */
    | 'SuperiorFileExpired'
    /** Issued in the future: one of the two clocks is wrong. */
    | 'SuperiorFileEarly';
};

type StickFailure = SuperiorFileFailure | { type: 'SuperiorFileMissing' | 'SuperiorFilesSeveral' };

type WriteFailure = StoreFailure | { type: 'ClockDoubtful' };

/** The station's side of the enrolment: whom its bundles are encrypted to, and whose receipts it believes. */
export type Enrolment = {
  state(): EnrolmentState;
  /** What a superior office's file says. Stores nothing. */
  read(text: string): Result<SuperiorPreview, SuperiorFileFailure>;
  /** The newest of several files of one office, as they lie on a stick. */
  readAny(files: readonly CarriedFile[]): Result<{ text: string; preview: SuperiorPreview }, StickFailure>;
  /** Answers it with this station's own file and the 8 words; the same file again gets the same answer. */
  answer(text: string, author: Author): Promise<Result<PendingSuperior, SuperiorFileFailure | WriteFailure>>;
  /** The words agreed by telephone: from now on (or its own date, when later) it is the superior office. */
  confirm(author: Author): Result<null, { type: 'NothingToConfirm' } | SuperiorFileFailure | WriteFailure>;
  /** The words differed, or the answer is not wanted any more. */
  drop(author: Author): Result<null, WriteFailure>;
  /** Takes a new file of the superior office over without a call: its old key vouches for it. */
  takeOver(text: string, author: Author): Result<null, { type: 'WordsNeeded' } | SuperiorFileFailure | WriteFailure>;
  /** From `day` on there is no superior office; bundles wait. */
  end(day: ServiceDay, author: Author): Result<null, { type: 'NoSuperior' | 'DayInvalid' } | WriteFailure>;
  /** Makes the key for the days from `day` on, which is to come: the superior office must know it by then. */
  changeKey(day: ServiceDay): Result<null, { type: 'NoSuperior' | 'KeyTooEarly' } | WriteFailure>;
};

/** The superior office in force on a day. Whoever came last counts; once that one has ended, nobody does. */
export function superiorOn(
  superiors: readonly EnrolledSuperior[],
  day: ServiceDay,
): { enrolled: EnrolledSuperior; file: SuperiorFile } | null {
  const enrolled = superiors.filter(({ validFrom }) => validFrom <= day).at(-1);
  if (!enrolled || (enrolled.validTo !== null && enrolled.validTo <= day)) return null;
  return { enrolled, file: fileOf(enrolled) };
}

/**
 * The receipt key a return document may be signed with. Old keys go on being believed, also those of an office that has
 * ended: its receipts may still be on their way. A key is not believed once its office was enrolled anew by telephone
 * with another that it does not vouch for: that is how a stolen key is revoked.
 */
export function receiptKey(hasher: Hasher, superiors: readonly EnrolledSuperior[], keyId: string): string | null {
  const files = superiors.map(fileOf);
  const at = files.findLastIndex((file) => keyIdOf(hasher, file.receiptKey) === keyId);
  const named = files[at];
  if (!named) return null;
  let trusted = keyId;
  for (const later of files.slice(at + 1)) {
    if (later.id !== named.id) continue;
    const laterKey = keyIdOf(hasher, later.receiptKey);
    if (laterKey !== trusted && later.succession?.keyId !== trusted) return null;
    trusted = laterKey;
  }
  return named.receiptKey;
}

/** The station's side of the enrolment. */
export function createEnrolment(deps: {
  log: EventLog;
  tables: Pick<SummaryProjection, 'superiors' | 'keys'>;
  secrets: Secrets;
  signer: Signer;
  hasher: Hasher;
  ids: Ids;
  stretcher: Stretcher;
  settings: () => Settings;
  bundles: Pick<Bundles, 'key' | 'changeKey'>;
}): Enrolment {
  const { log, tables, secrets, signer, hasher, ids, stretcher, settings, bundles } = deps;
  const today = () => serviceDay(log.now());

  function open(text: string): Result<{ body: string; file: SuperiorFile }, SuperiorFileFailure> {
    const read = readDocument(signer, 'superior', text, superiorSchema, (keyId, file) =>
      keyIdOf(hasher, file.receiptKey) === keyId ? file.receiptKey : null,
    );
    const body = documentBody(text);
    if (!read.ok || body === null)
      return fail({
        type: read.ok || read.error.type === 'NotOurFormat' ? 'SuperiorFileInvalid' : 'SuperiorFileTampered',
      });
    return ok({ body, file: read.value });
  }

  function examine(text: string): Result<SuperiorPreview, SuperiorFileFailure> {
    const opened = open(text);
    if (!opened.ok) return opened;
    const { body, file } = opened.value;
    const now = log.now();
    if (file.issuedAt > now + DAY) return fail({ type: 'SuperiorFileEarly' });
    if (now - file.issuedAt > 366 * DAY) return fail({ type: 'SuperiorFileExpired' });
    const all = tables.superiors();
    const own = all.filter(({ superior }) => superior === file.id);
    const newest = own.reduce((at, each) => Math.max(at, fileOf(each).issuedAt), 0);
    if (file.issuedAt < newest) return fail({ type: 'SuperiorFileOlder' });
    const last = own.at(-1);
    // After an end nothing of it is trusted any more: the words must be compared again.
    const trusted = last?.validTo === null ? last : undefined;
    if (trusted && documentBody(trusted.file) === body) return fail({ type: 'SuperiorFileKnown' });
    const present = superiorOn(all, today());
    return ok({
      ...cardOf(file),
      trust: trusted ? trustBy(fileOf(trusted).receiptKey, file) : 'words',
      replaces: present && present.file.id !== file.id ? present.file.name : null,
    });
  }

  function trustBy(key: string, file: SuperiorFile): SuperiorPreview['trust'] {
    if (file.receiptKey === key) return 'sameKey';
    const { id, receiptKey: next, validFrom, succession } = file;
    if (succession === null || succession.keyId !== keyIdOf(hasher, key)) return 'words';
    const bytes = successionBytes('superior', id, next, validFrom);
    return signer.verify(key, bytes, succession.signature) ? 'succession' : 'words';
  }

  function pending(): (PendingSuperior & { file: string }) | null {
    const text = secrets.get(PENDING);
    return text === null ? null : (JSON.parse(text) as PendingSuperior & { file: string });
  }

  function compared(superior: string): { words: string[]; answer: CarriedFile } | null {
    const text = secrets.get(`${COMPARED}${superior}`);
    if (text === null) return null;
    const { words, answer } = JSON.parse(text) as PendingSuperior;
    return { words, answer };
  }

  /** This station's own file, signed by `key`; `before` vouches for it at a change of keys. */
  function stationFile(key: StationKey, superiorBody: string, before: StationKey | null): string {
    const { name, communeCode } = settings().office;
    const bytes = successionBytes('station', log.station, key.publicKey, key.validFrom);
    const file: StationFile = {
      format: 1,
      station: log.station,
      // Pasted into the setting, where it harms nobody else.
      name: name.replaceAll(UNSHOWN, ' '),
      communeCode,
      publicKey: key.publicKey,
      validFrom: key.validFrom,
      answers: hasher.sha256(superiorBody),
      nonce: ids.secret(),
      succession: before && { keyId: before.keyId, signature: signer.sign(before.privateKey, bytes) },
      issuedAt: log.now(),
    };
    return signDocument(signer, 'station', file, key);
  }

  function storedKey({ keyId, publicKey, validFrom }: Omit<StationKey, 'privateKey'>): StationKey | null {
    const privateKey = secrets.get(`signing:${keyId}`);
    return privateKey === null ? null : { keyId, publicKey, validFrom, privateKey };
  }

  /** The file that tells the superior office of the newest key; null while there was no change. */
  function changeFile(): CarriedFile | null {
    const superior = tables.superiors().at(-1);
    const [before, key] = tables.keys().slice(-2).map(storedKey);
    const body = superior ? documentBody(superior.file) : null;
    if (!before || !key || body === null) return null;
    return { name: stationFileName(log.station), text: stationFile(key, body, before) };
  }

  /** The events by which `file` comes into force; another superior office ends on that day. */
  function enrolled(file: SuperiorFile, text: string): SummaryEvent[] {
    const validFrom = file.validFrom > today() ? file.validFrom : today();
    const others = new Set(
      tables.superiors().flatMap(({ superior, validTo }) => (validTo === null && superior !== file.id ? superior : [])),
    );
    return [
      ...[...others].map((superior) => ({ type: 'superior.ended' as const, data: { superior, validTo: validFrom } })),
      { type: 'superior.enrolled', data: { superior: file.id, file: text, validFrom } },
    ];
  }

  return {
    state() {
      const all = tables.superiors();
      const present = superiorOn(all, today());
      const later = all.filter(({ validFrom, validTo }) => validFrom > today() && validTo === null).at(-1);
      const waiting = pending();
      const newest = later ? fileOf(later) : present?.file;
      const key = tables.keys().at(-1);
      return {
        today: today(),
        current: present && {
          ...cardOf(present.file),
          validFrom: present.enrolled.validFrom,
          validTo: present.enrolled.validTo,
          compared: compared(present.file.id),
        },
        next: later ? { ...cardOf(fileOf(later)), validFrom: later.validFrom } : null,
        pending: waiting && { superior: waiting.superior, words: waiting.words, answer: waiting.answer },
        suggestions: newest ? targetsOf(newest).filter((each) => !hasTarget(settings(), each)) : [],
        key: key ? { keyId: key.keyId, validFrom: key.validFrom, change: changeFile() } : null,
      };
    },

    read: examine,

    readAny(files) {
      const all = files.map(({ text }) => ({ text, read: examine(text) }));
      const good = all.flatMap(({ text, read }) => (read.ok ? [{ text, preview: read.value }] : []));
      const newest = good.sort((a, b) => b.preview.issuedAt - a.preview.issuedAt)[0];
      // Which of two offices is meant, a person says, who leaves one file on the stick.
      if (new Set(good.map(({ preview }) => preview.id)).size > 1) return fail({ type: 'SuperiorFilesSeveral' });
      if (newest) return ok(newest);
      const known = all.find(({ read }) => !read.ok && read.error.type === 'SuperiorFileKnown') ?? all[0];
      return known && !known.read.ok ? known.read : fail({ type: 'SuperiorFileMissing' });
    },

    async answer(text, author) {
      const preview = examine(text);
      const opened = open(text);
      if (!preview.ok) return preview;
      if (!opened.ok) return opened;
      const { body } = opened.value;
      const before = pending();
      // The stick was lost or the answer never arrived: the words already told must not change.
      if (before && documentBody(before.file) === body) {
        const { superior, words, answer } = before;
        return ok({ superior, words, answer });
      }
      const key = bundles.key();
      if (!key.ok) return key;
      const answer = stationFile(key.value, body, null);
      const words = await wordsOf(stretcher, body, documentBody(answer) ?? '');
      const made = { superior: preview.value, words, answer: { name: stationFileName(log.station), text: answer } };
      return log.write<PendingSuperior, never>(author, () => {
        secrets.put(PENDING, JSON.stringify({ ...made, file: text }));
        return ok({ events: [], value: made });
      });
    },

    confirm(author) {
      const waiting = pending();
      if (!waiting) return fail({ type: 'NothingToConfirm' });
      // Looked at again: since it was answered a newer one may have been taken over.
      const preview = examine(waiting.file);
      if (!preview.ok) return preview;
      const opened = open(waiting.file);
      if (!opened.ok) return opened;
      const { file } = opened.value;
      return log.write<null, never>(author, () => {
        secrets.remove(PENDING);
        secrets.put(`${COMPARED}${file.id}`, JSON.stringify(waiting));
        return ok({ events: enrolled(file, waiting.file), value: null });
      });
    },

    drop: (author) =>
      log.write<null, never>(author, () => {
        secrets.remove(PENDING);
        return ok({ events: [], value: null });
      }),

    takeOver(text, author) {
      const preview = examine(text);
      if (!preview.ok) return preview;
      if (preview.value.trust === 'words') return fail({ type: 'WordsNeeded' });
      const opened = open(text);
      if (!opened.ok) return opened;
      const { file } = opened.value;
      return log.write<null, never>(author, () => ok({ events: enrolled(file, text), value: null }));
    },

    end(day, author) {
      const last = tables.superiors().findLast(({ validTo }) => validTo === null);
      if (!last) return fail({ type: 'NoSuperior' });
      if (day < today()) return fail({ type: 'DayInvalid' });
      return log.write<null, never>(author, () =>
        ok({ events: [{ type: 'superior.ended', data: { superior: last.superior, validTo: day } }], value: null }),
      );
    },

    changeKey(day) {
      if (!superiorOn(tables.superiors(), today())) return fail({ type: 'NoSuperior' });
      const changed = bundles.changeKey(day);
      return changed.ok ? ok(null) : changed;
    },
  };
}

/** The superior file that was answered, its words and the answer: kept until the telephone call, also over a restart. */
const PENDING = 'enrolment:pending';
/** The same of each office that was enrolled, by its id. */
const COMPARED = 'enrolment:with:';

function cardOf({ id, name, validFrom, issuedAt, https, sftp }: SuperiorFile): SuperiorCard {
  return {
    id,
    name,
    validFrom,
    issuedAt,
    https: https?.url ?? null,
    sftp: sftp && `${sftp.user}@${sftp.host}:${sftp.port}`,
  };
}

/** It was checked when it was enrolled, and the log's chain keeps it as it was. */
function fileOf({ file }: EnrolledSuperior): SuperiorFile {
  return superiorSchema.parse(JSON.parse(documentBody(file) ?? ''));
}

function targetsOf({ name, https, sftp }: SuperiorFile): TargetSetting[] {
  const called = (way: string) => `${name} (${way})`.slice(0, 40);
  return [
    ...(https ? [{ id: 'superior-https', name: called('HTTPS'), type: 'https' as const, ...https }] : []),
    ...(sftp
      ? [{ id: 'superior-sftp', name: called('SFTP'), type: 'sftp' as const, ...sftp, auth: 'password' as const }]
      : []),
  ];
}

/** Whether the settings send there already. A changed pin or host key is offered anew. */
function hasTarget({ wayUp }: Settings, offered: TargetSetting): boolean {
  const { id: _, name: __, ...way } = offered;
  return wayUp.targets.some((each) =>
    Object.entries(way).every(([key, value]) => key === 'auth' || (each as Record<string, unknown>)[key] === value),
  );
}
