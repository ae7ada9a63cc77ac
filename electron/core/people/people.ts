import type { Db, Ids, Row } from '../kernel/ports.ts';
import { DAY, serviceDay } from '../kernel/time.ts';
import type { PersonView } from '../queue/views.ts';
import { ageAt } from './age.ts';
import { foldName, matchesFolded } from './names.ts';
import { parsePersonalNumber } from './personalNumber.ts';
import type { PersonInput, ScanWarning } from './scan.ts';

/** People, in a table of their own outside the log, referred to by a random id and purged on schedule. */
export type People = {
  /**
   * Keeps a person and gives the id; the same number read again within the day is the same person.
   * What a later reading does not say stays as it was, and an MRZ's name never replaces one with accents.
   */
  store(input: PersonInput, warnings: readonly ScanWarning[], at: number): string;
  view(id: string): PersonView | null;
  /** Whole years; from the year in the number when there is no birth date, null when neither is known. */
  age(id: string, now: number): number | null;
  /** Ids and names that match the beginning of each word, or the first or last digits of the number; at most 20, newest first. */
  search(text: string): { id: string; name: string | null }[];
  /** Deletes for good everybody read before an instant; returns how many. */
  purge(before: number): number;
};

export function createPeople(db: Db, ids: Ids): People {
  const row = (id: string) => db.get('SELECT * FROM person WHERE id = ?', id);
  return {
    store(input, warnings, at) {
      const known =
        input.personalNumber === null
          ? undefined
          : db.get<Row & { id: string }>(
              'SELECT * FROM person WHERE read_at > ? AND personal_number = ? ORDER BY read_at DESC LIMIT 1',
              at - DAY,
              input.personalNumber,
            );
      const before = known ? rowToView(known) : null;
      const keepsName =
        before?.fullName && (input.fullName === null || (input.source === 'mrz' && before.source !== 'mrz'));
      const fullName = keepsName ? before.fullName : input.fullName;
      const id = known?.id ?? ids.next(at);
      db.run(
        `REPLACE INTO person (id, personal_number, former_id_number, full_name, folded_name, birth_date, sex, address,
           id_card_issued, id_card_expires, source, warnings, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        input.personalNumber,
        input.formerIdNumber ?? before?.formerIdNumber ?? null,
        fullName,
        fullName === null ? null : foldName(fullName),
        input.birthDate ?? before?.birthDate ?? null,
        input.sex ?? before?.sex ?? null,
        input.address ?? before?.address ?? null,
        input.idCardIssued ?? known?.id_card_issued ?? null,
        input.idCardExpires ?? known?.id_card_expires ?? null,
        keepsName && before ? before.source : input.source,
        JSON.stringify(warnings),
        at,
      );
      return id;
    },
    view(id) {
      const found = row(id);
      return found ? rowToView(found) : null;
    },
    age(id, now) {
      const found = row(id);
      if (typeof found?.birth_date === 'string') return ageAt(found.birth_date, now);
      const number = parsePersonalNumber(String(found?.personal_number ?? ''));
      // Half the people of a year have had their birthday: the year alone errs by at most one.
      return number.ok ? Number(serviceDay(now).slice(0, 4)) - number.value.birthYear : null;
    },
    search(text) {
      const digits = text.replaceAll(/\s/g, '');
      if (/^\d{3,12}$/.test(digits)) {
        return db
          .all<{ id: string; full_name: string | null }>(
            `SELECT id, full_name FROM person
             WHERE personal_number LIKE ? OR personal_number LIKE ? OR former_id_number LIKE ? OR former_id_number LIKE ?
             ORDER BY read_at DESC LIMIT 20`,
            ...[`${digits}%`, `%${digits}`, `${digits}%`, `%${digits}`],
          )
          .map((found) => ({ id: found.id, name: found.full_name }));
      }
      // A month of people is a few thousand rows; SQLite's own LIKE folds ASCII only.
      return db
        .all<{ id: string; full_name: string; folded_name: string }>(
          'SELECT id, full_name, folded_name FROM person WHERE folded_name IS NOT NULL ORDER BY read_at DESC',
        )
        .filter((found) => matchesFolded(text, found.folded_name))
        .slice(0, 20)
        .map((found) => ({ id: found.id, name: found.full_name }));
    },
    purge(before) {
      const count = db.get<{ n: number }>('SELECT count(*) AS n FROM person WHERE read_at < ?', before)?.n ?? 0;
      if (count > 0) db.run('DELETE FROM person WHERE read_at < ?', before);
      return count;
    },
  };
}

function rowToView(row: Row): PersonView {
  return {
    personalNumber: row.personal_number,
    formerIdNumber: row.former_id_number,
    fullName: row.full_name,
    birthDate: row.birth_date,
    sex: row.sex,
    address: row.address,
    readAt: row.read_at,
    source: row.source,
    warnings: JSON.parse(String(row.warnings)),
  } as PersonView;
}
