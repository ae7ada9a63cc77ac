import type { PersonInput } from '../people/scan.ts';
import type { Chance } from './random.ts';

const SURNAMES = [
  ...(['Nguyễn', 'Nguyễn', 'Nguyễn', 'Nguyễn', 'Trần', 'Trần', 'Lê', 'Lê', 'Phạm', 'Vũ', 'Bùi', 'Đỗ'] as const),
  ...(['Hoàng', 'Đặng', 'Phan', 'Võ', 'Ngô', 'Đinh', 'Đào', 'Trịnh', 'Lương', 'Mai', 'Hà', 'Cao'] as const),
] as const;

/** Somebody of this age who does not exist: the given name is always "Mẫu", the number ends in 000 and three digits. */
export function madeUpPerson(chance: Chance, age: number, year: number): PersonInput {
  const female = chance.happens(0.5);
  const birthYear = year - age;
  const century = (birthYear >= 2000 ? 2 : 0) + (female ? 1 : 0);
  const two = (value: number) => String(value).padStart(2, '0');
  const serial = String(chance.integer(1000)).padStart(3, '0');
  // Born in January, so that the age holds all year round.
  const birthDate = `${birthYear}-01-${two(1 + chance.integer(20))}`;
  return {
    personalNumber: `038${century}${two(birthYear % 100)}000${serial}`,
    formerIdNumber: null,
    fullName: `${chance.pick(SURNAMES)} ${female ? 'Thị' : 'Văn'} Mẫu`,
    birthDate,
    sex: female ? 'female' : 'male',
    address: null,
    idCardIssued: null,
    idCardExpires: null,
    source: 'qr',
  };
}
