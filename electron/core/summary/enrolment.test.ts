import { describe, expect, test } from 'vitest';
import { signer } from '../../node/signer.ts';
import { hasher, ids, stretcher } from '../../node/system.ts';
import { openLog } from '../kernel/log.ts';
import type { Result } from '../kernel/result.ts';
import { createSecrets } from '../kernel/secrets.ts';
import { documentBody, keyIdOf, readDocument, type SignedKind, signDocument } from '../kernel/signed.ts';
import { addDays, DAY, serviceDay } from '../kernel/time.ts';
import { wordsOf } from '../kernel/words.ts';
import { MORNING, testSettings } from '../testing/office.ts';
import { createClock, memory, value } from '../testing/station.ts';
import { createBundles } from './bundles.ts';
import { createEnrolment, receiptKey, superiorOn } from './enrolment.ts';
import { type SuperiorFile, stationSchema, successionBytes, superiorSchema } from './exchange.ts';
import { createSummaryProjection } from './tables.ts';

const TODAY = serviceDay(MORNING);
const OFFICER = { actor: 'o1', device: 'd1', key: null };

/** A station on real SQLite; on a `db` that was used before it is the same one after a restart. */
function station(db = memory(), clock = createClock()) {
  const tables = createSummaryProjection(db, 'S1');
  const log = value(openLog({ db, clock, hasher, station: 'S1', projections: [tables] }));
  const settings = testSettings();
  const secrets = createSecrets(db);
  // Keys only: no day is asked for.
  const summaryOf = () => {
    throw new Error('a bundle was made');
  };
  const bundles = createBundles({ db, log, projection: tables, hasher, signer, summaryOf });
  const enrolment = createEnrolment({
    ...{ log, tables, secrets, signer, hasher, ids, stretcher, bundles },
    settings: () => settings,
  });
  return { db, clock, log, tables, secrets, settings, enrolment };
}

const newKey = () => {
  const { publicKey, privateKey } = signer.newKey();
  return { publicKey, privateKey, keyId: keyIdOf(hasher, publicKey) };
};
type Key = ReturnType<typeof newKey>;
const KEY = newKey();

/** A superior office's signed file. */
function superiorFile(part: Partial<SuperiorFile> = {}, key: Key = KEY, kind: SignedKind = 'superior'): string {
  const file: SuperiorFile = {
    format: 1,
    id: 'TH01',
    name: 'Công an tỉnh Mẫu',
    recipient: 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq',
    receiptKey: key.publicKey,
    https: { url: 'https://tinh.mau:7443', pin: 'A'.repeat(43).concat('=') },
    sftp: { host: 'tinh.mau', port: 22, user: 'nop', folder: 'drop', hostKey: `SHA256:${'b'.repeat(43)}` },
    validFrom: TODAY,
    succession: null,
    issuedAt: MORNING,
    ...part,
  };
  return signDocument(signer, kind, file, key);
}

/** The same office's file with a new key, for which `before` vouches. */
function succeeding(before: Key, key: Key, part: Partial<SuperiorFile> = {}): string {
  const validFrom = part.validFrom ?? TODAY;
  const bytes = successionBytes('superior', 'TH01', key.publicKey, validFrom);
  const succession = { keyId: before.keyId, signature: signer.sign(before.privateKey, bytes) };
  return superiorFile({ issuedAt: MORNING + 1000, ...part, validFrom, succession }, key);
}

const typeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.type);

/** Enrolled with the file, by telephone. */
async function enrolled(file = superiorFile()) {
  const at = station();
  value(await at.enrolment.answer(file, OFFICER));
  value(at.enrolment.confirm(OFFICER));
  return at;
}

describe('reading a superior file', () => {
  test('shows what is in it and trusts nothing', () => {
    const { enrolment, tables } = station();
    expect(value(enrolment.read(superiorFile()))).toEqual({
      id: 'TH01',
      name: 'Công an tỉnh Mẫu',
      validFrom: TODAY,
      issuedAt: MORNING,
      https: 'https://tinh.mau:7443',
      sftp: 'nop@tinh.mau:22',
      trust: 'words',
      replaces: null,
    });
    expect([tables.superiors(), enrolment.state().pending]).toEqual([[], null]);
  });

  test('refuses whatever is no file of a superior office', () => {
    const { enrolment } = station();
    const inner = documentBody(superiorFile()) ?? '';
    const bad = [
      '',
      '{',
      '[]',
      inner,
      '\u0000'.repeat(99),
      'x'.repeat(300_000),
      superiorFile({ name: '' }),
      superiorFile({ name: 'Công an\u202e' }),
    ];
    for (const text of [...bad, superiorFile({ validFrom: '2026-02-30' })])
      expect(typeOf(enrolment.read(text))).toBe('SuperiorFileInvalid');
  });

  test('refuses one in which any letter was changed, or that another key signed', () => {
    const { enrolment } = station();
    const text = superiorFile();
    for (let at = 0; at < text.trimEnd().length; at += 3) {
      const changed = `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`;
      // The last letters of base64 hold bits that mean nothing; the bytes are then the same.
      const same = JSON.stringify(parsed(changed)) === JSON.stringify(parsed(text));
      expect([at, same || typeOf(enrolment.read(changed)) !== 'ok']).toEqual([at, true]);
    }
    const stranger = newKey();
    const forged = superiorFile(
      { receiptKey: KEY.publicKey },
      { ...stranger, keyId: KEY.keyId, publicKey: KEY.publicKey },
    );
    expect(typeOf(enrolment.read(forged))).toBe('SuperiorFileTampered');
    expect(typeOf(enrolment.read(superiorFile({}, KEY, 'return')))).toBe('SuperiorFileTampered');
  });

  test('refuses one that is a year old, or of the future', () => {
    const { enrolment } = station();
    expect(typeOf(enrolment.read(superiorFile({ issuedAt: MORNING - 367 * DAY })))).toBe('SuperiorFileExpired');
    expect(typeOf(enrolment.read(superiorFile({ issuedAt: MORNING + 2 * DAY })))).toBe('SuperiorFileEarly');
  });
});

test('of the files on a stick the newest of one office is read; which of two offices, a person must say', async () => {
  const { enrolment } = station();
  const named = (...texts: string[]) => texts.map((text, i) => ({ name: `${i}.superior.json`, text }));
  const [old, newer] = [superiorFile(), superiorFile({ issuedAt: MORNING + 1 })];
  const other = superiorFile({ id: 'HUYEN9' }, newKey());
  expect(value(enrolment.readAny(named(old, 'rubbish', newer))).text).toBe(newer);
  expect(
    [[], ['rubbish'], [old, other], ['rubbish', old]].map((texts) => typeOf(enrolment.readAny(named(...texts)))),
  ).toEqual(['SuperiorFileMissing', 'SuperiorFileInvalid', 'SuperiorFilesSeveral', 'ok']);
  const known = await enrolled(newer);
  expect(typeOf(known.enrolment.readAny(named('rubbish', old, newer)))).toBe('SuperiorFileKnown');
});

describe('the telephone call', () => {
  test('compares 8 words of both files; then the office is in force and its ways up are offered', async () => {
    const { enrolment, tables, db, clock } = station();
    const file = superiorFile();
    const asked = value(await enrolment.answer(file, OFFICER));
    const answer = value(
      readDocument(signer, 'station', asked.answer.text, stationSchema, (_, { publicKey }) => publicKey),
    );
    expect(answer).toMatchObject({
      station: 'S1',
      name: 'Công an xã Mẫu',
      validFrom: TODAY,
      answers: hasher.sha256(documentBody(file) ?? ''),
      succession: null,
    });
    expect(tables.keys().map(({ publicKey }) => publicKey)).toEqual([answer.publicKey]);
    // The superior office comes to the same words from the two files alone.
    expect(await wordsOf(stretcher, documentBody(file) ?? '', documentBody(asked.answer.text) ?? '')).toEqual(
      asked.words,
    );
    expect(asked.answer.name).toBe('S1.station.json');
    expect(tables.superiors()).toEqual([]);

    // Over a restart, and asked again because the stick was lost: the same words.
    const later = station(db, clock);
    expect(later.enrolment.state().pending).toEqual(asked);
    expect(value(await later.enrolment.answer(file, OFFICER))).toEqual(asked);

    value(later.enrolment.confirm(OFFICER));
    const state = later.enrolment.state();
    expect(state).toMatchObject({ pending: null, next: null, current: { name: 'Công an tỉnh Mẫu', validTo: null } });
    expect(state.suggestions.map(({ type }) => type)).toEqual(['https', 'sftp']);
    later.settings.wayUp.targets.push(...state.suggestions);
    expect(later.enrolment.state().suggestions).toEqual([]);
    expect(superiorOn(later.tables.superiors(), TODAY)?.file.recipient).toMatch(/^age1/);
    expect(superiorOn(later.tables.superiors(), addDays(TODAY, -1))).toBeNull();
    expect(typeOf(later.enrolment.read(file))).toBe('SuperiorFileKnown');
    expect(typeOf(later.enrolment.confirm(OFFICER))).toBe('NothingToConfirm');
  });

  test('that does not agree leaves nothing behind, and a new try gets other words', async () => {
    const { enrolment, tables } = station();
    const first = value(await enrolment.answer(superiorFile(), OFFICER));
    value(enrolment.drop(OFFICER));
    expect([enrolment.state().pending, tables.superiors(), typeOf(enrolment.confirm(OFFICER))]).toEqual([
      null,
      [],
      'NothingToConfirm',
    ]);
    expect(value(await enrolment.answer(superiorFile(), OFFICER)).words).not.toEqual(first.words);
  });

  test('shows other words when somebody exchanged the superior file on its way', async () => {
    const { enrolment } = station();
    const real = superiorFile();
    const false1 = superiorFile({}, newKey());
    const asked = value(await enrolment.answer(false1, OFFICER));
    expect(await wordsOf(stretcher, documentBody(real) ?? '', documentBody(asked.answer.text) ?? '')).not.toEqual(
      asked.words,
    );
  });
});

describe('a new file of the office in force', () => {
  test('signed by the same key is taken over without a call, an older one is not', async () => {
    const { enrolment, tables, clock } = await enrolled();
    clock.pass(DAY);
    const moved = superiorFile({ https: null, issuedAt: MORNING + 1000 });
    expect(value(enrolment.read(moved)).trust).toBe('sameKey');
    value(enrolment.takeOver(moved, OFFICER));
    expect(enrolment.state().current?.https).toBeNull();
    expect(typeOf(enrolment.takeOver(superiorFile(), OFFICER))).toBe('SuperiorFileOlder');
    expect(tables.superiors()).toHaveLength(2);
  });

  test('with a key for which the old one vouches is in force from its own day on', async () => {
    const { enrolment, tables } = await enrolled();
    const [next, tomorrow] = [newKey(), addDays(TODAY, 1)];
    const recipient = 'age1pppppppppppppppppppppppppppppppppppp';
    value(enrolment.takeOver(succeeding(KEY, next, { validFrom: tomorrow, recipient }), OFFICER));
    const on = (day: string) => superiorOn(tables.superiors(), day)?.file.receiptKey;
    expect([on(TODAY), on(tomorrow)]).toEqual([KEY.publicKey, next.publicKey]);
    expect(enrolment.state().next).toMatchObject({ id: 'TH01', validFrom: tomorrow });
    // Receipts of both keys may be on their way.
    expect([KEY, next].map(({ keyId }) => receiptKey(hasher, tables.superiors(), keyId))).toEqual([
      KEY.publicKey,
      next.publicKey,
    ]);
  });

  test('with a key for which nobody, or another, or an outdated key vouches needs a call', async () => {
    const { enrolment } = await enrolled();
    const [second, third, stranger] = [newKey(), newKey(), newKey()];
    const forged = succeeding({ ...stranger, keyId: KEY.keyId }, third);
    const borrowed = superiorFile(
      { succession: bodyOf(succeeding(KEY, second)).succession, issuedAt: MORNING + 1000 },
      third,
    );
    for (const file of [
      superiorFile({ issuedAt: MORNING + 1 }, third),
      forged,
      borrowed,
      succeeding(stranger, third),
    ]) {
      expect(value(enrolment.read(file)).trust).toBe('words');
      expect(typeOf(enrolment.takeOver(file, OFFICER))).toBe('WordsNeeded');
    }
    value(enrolment.takeOver(succeeding(KEY, second), OFFICER));
    expect(value(enrolment.read(succeeding(KEY, third, { issuedAt: MORNING + 2000 }))).trust).toBe('words');
  });

  test('enrolled by telephone with a key for which the old one does not vouch ends the belief in the old one', async () => {
    const { enrolment, tables } = await enrolled();
    const next = newKey();
    value(await enrolment.answer(superiorFile({ issuedAt: MORNING + 1000 }, next), OFFICER));
    value(enrolment.confirm(OFFICER));
    expect([KEY, next, newKey()].map(({ keyId }) => receiptKey(hasher, tables.superiors(), keyId))).toEqual([
      null,
      next.publicKey,
      null,
    ]);
  });
});

describe('one office in force on a day', () => {
  test('another takes its place from its day on, after a call', async () => {
    const { enrolment, tables, clock } = await enrolled();
    clock.pass(DAY);
    const other = superiorFile({ id: 'HUYEN9', name: 'Công an huyện Mẫu', validFrom: addDays(TODAY, 3) }, newKey());
    expect(value(enrolment.read(other))).toMatchObject({ trust: 'words', replaces: 'Công an tỉnh Mẫu' });
    value(await enrolment.answer(other, OFFICER));
    value(enrolment.confirm(OFFICER));
    const on = (days: number) => superiorOn(tables.superiors(), addDays(TODAY, days))?.file.id ?? null;
    expect([-1, 0, 2, 3, 400].map(on)).toEqual([null, 'TH01', 'TH01', 'HUYEN9', 'HUYEN9']);
    // Its receipts for the last days are still on their way.
    expect(receiptKey(hasher, tables.superiors(), KEY.keyId)).toBe(KEY.publicKey);
  });

  test('ends on a day, and comes back only by a call', async () => {
    const { enrolment, tables } = await enrolled();
    expect(typeOf(enrolment.end(addDays(TODAY, -1), OFFICER))).toBe('DayInvalid');
    value(enrolment.end(addDays(TODAY, 2), OFFICER));
    const on = (days: number) => superiorOn(tables.superiors(), addDays(TODAY, days))?.file.id ?? null;
    expect([1, 2].map(on)).toEqual(['TH01', null]);
    expect(typeOf(enrolment.end(TODAY, OFFICER))).toBe('NoSuperior');
    expect(value(enrolment.read(superiorFile())).trust).toBe('words');
  });
});

test("a tab that was pasted into the office's name does not spoil its answer", async () => {
  const { enrolment, settings } = station();
  settings.office.name = 'Công an\txã Mẫu';
  const { answer } = value(await enrolment.answer(superiorFile(), OFFICER));
  const file = stationSchema.parse(JSON.parse(documentBody(answer.text) ?? ''));
  expect(file.name).toBe('Công an xã Mẫu');
});

test("a change of the station's key is told by a file for which the key before vouches", async () => {
  const { enrolment, tables } = await enrolled();
  expect(enrolment.state().key?.change).toBeNull();
  expect(typeOf(enrolment.changeKey(TODAY))).toBe('KeyTooEarly');
  value(enrolment.changeKey(addDays(TODAY, 7)));
  const { change, keyId } = enrolment.state().key ?? {};
  const file = value(
    readDocument(signer, 'station', change?.text ?? '', stationSchema, (_, { publicKey }) => publicKey),
  );
  const [before, after] = tables.keys();
  expect([file.publicKey, file.validFrom, keyId]).toEqual([after?.publicKey, addDays(TODAY, 7), after?.keyId]);
  const bytes = successionBytes('station', 'S1', file.publicKey, file.validFrom);
  expect(file.succession?.keyId).toBe(before?.keyId);
  expect(signer.verify(before?.publicKey ?? '', bytes, file.succession?.signature ?? '')).toBe(true);
  expect(typeOf(station().enrolment.changeKey(addDays(TODAY, 7)))).toBe('NoSuperior');
});

function parsed(text: string): unknown {
  try {
    const { body, keyId, signature } = JSON.parse(text);
    return [body, keyId, Buffer.from(String(signature), 'base64').toString('hex')];
  } catch {
    return text;
  }
}

const bodyOf = (text: string) => superiorSchema.parse(JSON.parse(documentBody(text) ?? ''));
