import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDistrictFile } from '../../node/district/store.ts';
import { signer } from '../../node/signer.ts';
import { openDb } from '../../node/sqlite/db.ts';
import { hasher, stretcher } from '../../node/system.ts';
import type { CarriedFile, Carrier } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { createSecrets } from '../kernel/secrets.ts';
import { documentBody, keyIdOf, signDocument } from '../kernel/signed.ts';
import { addDays, DAY, serviceDay } from '../kernel/time.ts';
import { type StationFile, stationSchema, successionBytes } from '../summary/exchange.ts';
import { MORNING } from '../testing/office.ts';
import { createClock, createStation, memory, setUp, type TestClock, value } from '../testing/station.ts';
import { createKeyLookup } from './accept.ts';
import { createSuperiorOffice, type SuperiorOffice, type SuperiorWish } from './enrolment.ts';
import type { DistrictStore } from './store.ts';

const TODAY = serviceDay(MORNING);
const OFFICER = { actor: 'o1', device: 'd1', key: null };
const WISH: SuperiorWish = { name: 'Công an tỉnh Mẫu', https: null, sftp: null, validFrom: TODAY, keys: 'keep' };

let store: DistrictStore;
let clock: TestClock;
let superior: SuperiorOffice;

beforeEach(async () => {
  store = value(await openDistrictFile(':memory:', null));
  clock = createClock();
  superior = open();
});
afterEach(() => store.close());

function open(newId = 'TH01', secrets = createSecrets(memory())): SuperiorOffice {
  return createSuperiorOffice({ secrets, store, signer, hasher, stretcher, newId: () => newId, now: clock.now });
}

async function newStation() {
  const station = createStation({ clock });
  await setUp(station);
  return station;
}

/** A station that was enrolled by telephone on both sides. */
async function enrolled() {
  const file = value(await superior.issue(WISH));
  const station = await newStation();
  const { answer, words } = value(await station.enrolment.answer(file.text, OFFICER));
  expect(value(await superior.ask(answer.text)).words).toEqual(words);
  value(station.enrolment.confirm(OFFICER));
  value(await superior.confirm(answer.text, TODAY));
  return { station, answer: answer.text };
}

const rows = async () => value(await store.read((reads) => reads.stations()));
const keys = async () => value(await store.read((reads) => reads.keys()));
/** Whether bundles signed by each key would be taken, on a day. */
async function accepted(day: string): Promise<boolean[]> {
  const known = await keys();
  const lookup = createKeyLookup(new Map((await rows()).map((row) => [row.id, row])), known);
  return known.map(({ station, keyId }) => lookup(station, keyId, day).ok);
}
const typeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.type);
const bodyOf = (text: string): StationFile => stationSchema.parse(JSON.parse(documentBody(text) ?? ''));
const newKey = () => {
  const key = signer.newKey();
  return { ...key, keyId: keyIdOf(hasher, key.publicKey) };
};

describe('its own file', () => {
  test('the first has keys of its own, a later one keeps them, and all go on opening what was encrypted', async () => {
    const first = value(await superior.issue(WISH));
    const sealed = await encryptTo(first.file.recipient);
    const second = value(await superior.issue({ ...WISH, name: 'Công an tỉnh Mẫu Mới', validFrom: addDays(TODAY, 1) }));
    expect([first.name, second.name]).toEqual(['TH01.superior.json', 'TH01.superior.json']);
    expect(second.file).toEqual({
      ...first.file,
      name: 'Công an tỉnh Mẫu Mới',
      validFrom: addDays(TODAY, 1),
      issuedAt: first.file.issuedAt + 1,
    });
    const third = value(await superior.issue({ ...WISH, validFrom: addDays(TODAY, 2), keys: 'succeed' }));
    expect(third.file.recipient).not.toBe(first.file.recipient);
    expect(third.file.succession?.keyId).toBe(keyIdOf(hasher, first.file.receiptKey));
    expect([0, 1, 2].map((days) => superior.current(addDays(TODAY, days))?.file)).toEqual([
      first.file,
      second.file,
      third.file,
    ]);
    expect([-1, 1, 2].map((days) => superior.receiptKey(addDays(TODAY, days))?.keyId)).toEqual(
      [first, first, third].map(({ file }) => keyIdOf(hasher, file.receiptKey)),
    );
    const both = [sealed, await encryptTo(third.file.recipient)];
    for (const each of both) {
      const decrypter = new Decrypter();
      for (const identity of superior.identities()) decrypter.addIdentity(identity);
      expect(await decrypter.decrypt(each, 'text')).toBe('báo cáo');
    }
  });

  test('is refused when it would begin before today or before the one issued last, or says nonsense', async () => {
    expect(typeOf(await superior.issue({ ...WISH, validFrom: addDays(TODAY, -1) }))).toBe('DayInvalid');
    expect(typeOf(await superior.issue({ ...WISH, name: '' }))).toBe('SuperiorWishInvalid');
    expect([superior.issued(), superior.identities()]).toEqual([[], []]);
    value(await superior.issue({ ...WISH, validFrom: addDays(TODAY, 5) }));
    expect(typeOf(await superior.issue({ ...WISH, validFrom: addDays(TODAY, 4) }))).toBe('DayInvalid');
  });

  test('with new keys is taken over by stations without a call; with replaced ones each must be called', async () => {
    const { station } = await enrolled();
    const succeeded = value(await superior.issue({ ...WISH, keys: 'succeed' }));
    value(station.enrolment.takeOver(succeeded.text, OFFICER));
    const replaced = value(await superior.issue({ ...WISH, keys: 'replace' }));
    expect(typeOf(station.enrolment.takeOver(replaced.text, OFFICER))).toBe('WordsNeeded');
  });
});

describe('the telephone call', () => {
  test('until it, nothing is accepted; after it, bundles of every day from the key on', async () => {
    const file = value(await superior.issue(WISH));
    const station = await newStation();
    const { answer } = value(await station.enrolment.answer(file.text, OFFICER));
    const asking = value(await superior.ask(answer.text));
    expect(asking).toMatchObject({
      station: 'S1',
      name: 'Công an xã Mẫu',
      validFrom: TODAY,
      trust: 'words',
      replaces: false,
    });
    expect(await rows()).toMatchObject([{ id: 'S1', state: 'asked', file: answer.text }]);
    expect(await keys()).toEqual([]);
    expect(value(await superior.read((await rows())[0]?.file ?? '')).words).toEqual(asking.words);

    value(await superior.confirm(answer.text, addDays(TODAY, 1)));
    expect(await rows()).toMatchObject([{ state: 'active', expectedFrom: addDays(TODAY, 1), endedOn: null }]);
    expect([await accepted(addDays(TODAY, -1)), await accepted(TODAY), await accepted(addDays(TODAY, 400))]).toEqual([
      [false],
      [true],
      [true],
    ]);
    expect(value(await superior.ask(answer.text))).toEqual({ ...asking, trust: 'known' });
  });

  test('that does not agree leaves nothing', async () => {
    const file = value(await superior.issue(WISH));
    const { answer } = value(await (await newStation()).enrolment.answer(file.text, OFFICER));
    value(await superior.ask(answer.text));
    value(await superior.refuse('S1'));
    expect([await rows(), typeOf(await superior.refuse('S1'))]).toEqual([[], 'UnknownStation']);
  });

  test('shows other words to each side when either file was exchanged on the way', async () => {
    const real = value(await superior.issue(WISH));
    // The carrier has a superior office of his own, and a station of his own.
    const carrier = open('TH01');
    const false1 = value(await carrier.issue(WISH));
    const asked = value(await (await newStation()).enrolment.answer(false1.text, OFFICER));
    expect(typeOf(await superior.ask(asked.answer.text))).toBe('StationFileOther');
    const key = newKey();
    const answers = hasher.sha256(documentBody(real.text) ?? '');
    const body = { ...bodyOf(asked.answer.text), publicKey: key.publicKey, answers };
    const forged = value(await superior.ask(signDocument(signer, 'station', body, key)));
    expect(forged.words).not.toEqual(asked.words);
  });
});

describe("a station's file", () => {
  test('is refused when it is none, was changed, comes from the future or answers another office', async () => {
    const { answer } = await enrolled();
    const body = bodyOf(answer);
    const key = newKey();
    const made = (part: Partial<StationFile>) =>
      signDocument(signer, 'station', { ...body, publicKey: key.publicKey, ...part }, key);
    const refused = await Promise.all([
      superior.ask(''),
      superior.ask(superior.issued()[0]?.text ?? ''),
      superior.ask(answer.replace('xã Mẫu', 'xã Mẫo')),
      superior.ask(signDocument(signer, 'station', body, key)),
      superior.ask(made({ issuedAt: MORNING + 2 * DAY })),
      superior.ask(made({ answers: '0'.repeat(64) })),
      superior.ask(made({ issuedAt: MORNING - DAY })),
    ]);
    expect(refused.map(typeOf)).toEqual([
      'StationFileInvalid',
      'StationFileInvalid',
      'StationFileTampered',
      'StationFileTampered',
      'StationFileEarly',
      'StationFileOther',
      'StationFileOlder',
    ]);
    // A name that reads as another on the screen, or that ends a line at the terminal.
    for (const name of ['Xã\u202e uẫM', 'Xã\u200b Mẫu', 'Xã Mẫu\u001b[2J', 'Xã\u0000', ''])
      expect(typeOf(await superior.ask(made({ name, issuedAt: MORNING + 1 })))).toBe('StationFileInvalid');
    expect(typeOf(await superior.ask(made({ issuedAt: MORNING + 1 })))).toBe('ok');
    expect(await keys()).toHaveLength(1);
  });

  test('does not count when it answers keys that were replaced', async () => {
    const first = value(await superior.issue(WISH));
    const { answer } = value(await (await newStation()).enrolment.answer(first.text, OFFICER));
    value(await superior.issue({ ...WISH, keys: 'succeed' }));
    expect(typeOf(await superior.read(answer.text))).toBe('ok');
    value(await superior.issue({ ...WISH, keys: 'replace' }));
    expect(typeOf(await superior.read(answer.text))).toBe('StationFileOther');
  });
});

describe('another key of a station', () => {
  test('for which the known one vouches needs no call, and begins where the other ends', async () => {
    const { station } = await enrolled();
    const day = addDays(TODAY, 7);
    value(station.enrolment.changeKey(day));
    const text = station.enrolment.state().key?.change?.text ?? '';
    const asking = value(await superior.ask(text));
    expect(asking).toMatchObject({ trust: 'succession', words: [], replaces: true, validFrom: day });
    // Looking at it changes nothing: bundles go on being accepted.
    expect(await accepted(TODAY)).toEqual([true]);
    value(await superior.confirm(text, TODAY));
    expect([await accepted(addDays(day, -1)), await accepted(day)]).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('for which a stranger, or a key that was ended, vouches needs a call', async () => {
    const { station, answer } = await enrolled();
    const [day, key, stranger] = [addDays(TODAY, 7), newKey(), newKey()];
    const bytes = successionBytes('station', 'S1', key.publicKey, day);
    const own = (await keys())[0]?.keyId ?? '';
    const claim = (keyId: string) =>
      signDocument(
        signer,
        'station',
        {
          ...{ ...bodyOf(answer), publicKey: key.publicKey, validFrom: day },
          succession: { keyId, signature: signer.sign(stranger.privateKey, bytes) },
        },
        key,
      );
    for (const keyId of [own, stranger.keyId])
      expect(value(await superior.ask(claim(keyId)))).toMatchObject({ trust: 'words', replaces: true });

    value(station.enrolment.changeKey(day));
    value(await superior.endKey('S1', own, TODAY));
    const text = station.enrolment.state().key?.change?.text ?? '';
    expect(value(await superior.ask(text)).trust).toBe('words');
    expect(await accepted(TODAY)).toEqual([false]);
    expect(typeOf(await superior.endKey('S1', 'none', TODAY))).toBe('UnknownKey');
  });
});

test('both files travel on one stick', async () => {
  const stick: CarriedFile[] = [];
  const carrier: Carrier = {
    read: async (suffix) => ok(stick.filter(({ name }) => name.endsWith(suffix))),
    async write(file) {
      stick.push(file);
      return ok(null);
    },
    saveDocument: async () => fail({ type: 'TargetMissing' }),
  };
  const station = createStation({ clock, carrier });
  const { caller } = await setUp(station);
  const { superior: page } = station.app;
  expect(typeOf(await page.fromStick())).toBe('SuperiorFileMissing');
  stick.push(value(await superior.issue(WISH)));
  const { text, preview } = value(await page.fromStick());
  expect(preview).toMatchObject({ name: WISH.name, trust: 'words' });
  expect(typeOf(await page.toStick('answer'))).toBe('NothingToConfirm');
  const { words } = value(await page.answer(text, caller));
  value(await page.toStick('answer'));
  expect(stick.map(({ name }) => name)).toEqual(['TH01.superior.json', 'S1.station.json']);
  expect(value(await superior.ask(stick[1]?.text ?? '')).words).toEqual(words);
});

test('a station ends on a day, and comes back only by a call', async () => {
  const { station, answer } = await enrolled();
  value(await superior.endStation('S1', addDays(TODAY, 3)));
  expect(await rows()).toMatchObject([{ state: 'ended', endedOn: addDays(TODAY, 3) }]);
  expect(typeOf(await superior.endStation('S1', TODAY))).toBe('UnknownStation');
  value(station.enrolment.changeKey(addDays(TODAY, 7)));
  const text = station.enrolment.state().key?.change?.text ?? '';
  expect(value(await superior.read(text)).trust).toBe('words');
  expect(value(await superior.ask(answer)).trust).toBe('words');
  // Not agreed: it is what it was, and its history stays.
  value(await superior.refuse('S1'));
  expect(await rows()).toMatchObject([{ state: 'ended' }]);
  value(await superior.confirm(answer, addDays(TODAY, 9)));
  expect(await rows()).toMatchObject([{ state: 'active', expectedFrom: addDays(TODAY, 9), endedOn: null }]);
});

test('a superior office put back from a backup reads the same answer once more, and the words are the same', async () => {
  const { station, answer } = await enrolled();
  const { words } = value(await superior.read(answer));
  value(await store.transaction((tx) => tx.removeStation('S1')));
  const kept = station.enrolment.state().current?.compared;
  expect(kept).toEqual({ words, answer: { name: 'S1.station.json', text: answer } });
  expect(value(await superior.ask(kept?.answer.text ?? ''))).toMatchObject({ trust: 'words', words });
  value(await superior.confirm(answer, TODAY));
  expect((await accepted(TODAY)).at(-1)).toBe(true);
});

test('a station put back from a backup asks again: its known key needs nothing above, it compares the words itself', async () => {
  const file = value(await superior.issue(WISH));
  const station = await newStation();
  value(station.bundles.key());
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-enrolment-'));
  station.db.exec(`VACUUM INTO '${join(folder, 'backup')}'`);
  const first = value(await station.enrolment.answer(file.text, OFFICER));
  value(station.enrolment.confirm(OFFICER));
  value(await superior.confirm(first.answer.text, TODAY));

  clock.pass(DAY);
  const restored = createStation({ db: value(openDb(join(folder, 'backup'), null)), clock });
  const again = value(await restored.enrolment.answer(file.text, OFFICER));
  const asking = value(await superior.ask(again.answer.text));
  expect(asking).toMatchObject({ trust: 'known', words: again.words, replaces: false });
  expect(again.words).not.toEqual(first.words);
  value(restored.enrolment.confirm(OFFICER));
  value(await superior.confirm(again.answer.text, addDays(TODAY, 9)));
  expect(await rows()).toMatchObject([{ state: 'active', expectedFrom: TODAY, file: again.answer.text }]);
  expect(await accepted(addDays(TODAY, 1))).toEqual([true]);
  restored.db.close();
  rmSync(folder, { recursive: true });
});

test('all of it is there after a restart', async () => {
  const db = memory();
  superior = open('TH01', createSecrets(db));
  const { answer } = await enrolled();
  const again = open('OTHER', createSecrets(db));
  expect([again.issued(), again.identities(), again.receiptKey(TODAY)]).toEqual([
    superior.issued(),
    superior.identities(),
    superior.receiptKey(TODAY),
  ]);
  expect(value(await again.read(answer)).trust).toBe('known');
});

async function encryptTo(recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt('báo cáo');
}
