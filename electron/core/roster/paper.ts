import { addDays, parseClock, type ServiceDay, weekday } from '../kernel/time.ts';
import { clean, type letterhead, showDay } from '../summary/paper.ts';
import type { RosterPlace } from './model.ts';
import type { ShiftType } from './settings.ts';
import { hoursOf } from './shifts.ts';
import type { RosterView } from './views.ts';

export type Letterhead = ReturnType<typeof letterhead>;

/** A roster to be saved. `officer`: the calendar of one officer, without anybody else's name; null: of all. */
export type RosterToSave = { view: RosterView; letterhead: Letterhead; officer: string | null };

/** Excel as printed, or calendar entries (iCalendar). */
export const ROSTER_FORMS = ['xlsx', 'ics'] as const;
export type RosterForm = (typeof ROSTER_FORMS)[number];

/** Changed since its day was published; null: as published, or a draft. */
export type PaperMark = 'added' | 'withdrawn' | null;

/** The roster of a period in the words and the order in which it is printed and saved. */
export type RosterPaper = Letterhead & {
  title: string;
  period: string;
  days: {
    day: ServiceDay;
    /** "T2" … "CN". */
    short: string;
    /** "Thứ Hai". */
    weekday: string;
    /** "23/11". */
    date: string;
    /** Saturday, Sunday or a public holiday. */
    off: boolean;
    holiday: string | null;
  }[];
  /** A shift of a team, by day the names of who is on duty. */
  rows: { team: string; shift: string; time: string; cells: { name: string; mark: PaperMark }[][] }[];
  /** An officer, by day the letters of their shifts. */
  people: {
    name: string;
    cells: { entries: { text: string; mark: PaperMark }[]; away: boolean }[];
    shifts: number;
    nights: number;
    weekends: number;
    holidays: number;
    hours: number;
  }[];
  letters: { letter: string; name: string; time: string }[];
  /** The sign beside a letter says which team; the first team has none. */
  teams: { sign: string; name: string }[];
  /** Something was changed since it was published, or somebody is away: the paper explains the signs. */
  changed: boolean;
  away: boolean;
};

/** Words that stand on the printed page and in the Excel file alike. */
export const ROSTER_WORDS = {
  team: 'Tổ',
  shift: 'Ca trực',
  number: 'TT',
  officer: 'Cán bộ',
  totals: { shifts: 'Số ca', nights: 'Ca đêm', weekends: 'Cuối tuần', holidays: 'Ngày lễ', hours: 'Số giờ' },
  added: '*: trực thêm sau khi công bố',
  withdrawn: 'tên gạch ngang: không còn trực',
  withdrawnWord: 'bỏ',
  away: 'v: Vắng (nghỉ phép, tập huấn, công tác)',
  awayLetter: 'v',
  firstTeam: (team: string) => `Chữ không có số nhỏ: ${team}`,
  signed: (place: string) => `${place}, ngày       tháng       năm        `,
} as const;

const WEEKDAYS = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'] as const;
const SHORT = ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'] as const;
const SIGNS = ['', '¹', '²', '³', '⁴', '⁵'] as const;

/** The roster of the view's whole period. What an officer may not see (the draft) is not in their view, nor on their paper. */
export function rosterPaper(view: RosterView, letterhead: Letterhead): RosterPaper {
  const { situation, places, people } = view;
  const { settings, calendar } = situation;
  const days = calendar.map(({ day, weekday: w, holiday }) => ({
    day,
    short: SHORT[w] ?? '',
    weekday: WEEKDAYS[w] ?? '',
    date: `${day.slice(8)}/${day.slice(5, 7)}`,
    off: w === 0 || w === 6 || holiday !== null,
    holiday,
  }));
  const names = new Map(people.map(({ id, name }) => [id, clean(name)]));
  const leads = new Set(people.filter(({ skills }) => skills.includes('lead')).map(({ id }) => id));
  const order = new Map(people.map(({ id }, index) => [id, index]));
  const cells = byCell(places);

  const rows: RosterPaper['rows'] = [];
  for (const team of known(settings.teams, places, 'team')) {
    for (const shift of known(settings.shifts, places, 'shift')) {
      const filled = days.map(({ day }) => cells.get(`${day} ${shift.id} ${team.id}`) ?? []);
      const asked = settings.cover.some((row) => row.team === team.id && row.shift === shift.id && row.people > 0);
      if (!asked && filled.every((each) => each.length === 0)) continue;
      rows.push({
        team: clean(team.name),
        shift: clean(shift.name),
        time: timeOf(shift),
        cells: filled.map((each) =>
          [...each]
            .sort((a, b) => rankIn(a) - rankIn(b))
            .map((place) => ({ name: names.get(place.officer) ?? '…', mark: markOf(place) })),
        ),
      });
    }
  }

  /** Those who lead stand first, those who are no longer on duty last. */
  function rankIn(place: RosterPlace): number {
    const position = order.get(place.officer) ?? people.length;
    return position + (leads.has(place.officer) ? 0 : 1000) + (place.mark === 'withdrawn' ? 10_000 : 0);
  }

  const letters = shiftLetters(settings.shifts);
  const shifts = new Map(settings.shifts.map((shift) => [shift.id, shift]));
  const signs = new Map(settings.teams.map(({ id }, index) => [id, SIGNS[index] ?? '']));
  const rosterRow = (person: RosterView['people'][number]): RosterPaper['people'][number] => {
    const own = places.filter(({ officer }) => officer === person.id);
    const kept = own.filter(({ mark }) => mark !== 'withdrawn');
    const onDays = (wanted: (day: (typeof calendar)[number]) => boolean) => {
      const set = new Set(calendar.filter(wanted).map(({ day }) => day));
      return kept.filter(({ day }) => set.has(day)).length;
    };
    return {
      name: clean([person.rank, person.name].filter(Boolean).join(' ')),
      cells: days.map(({ day }) => ({
        entries: own
          .filter((place) => place.day === day)
          .sort((a, b) => fromOf(shifts.get(a.shift)) - fromOf(shifts.get(b.shift)))
          .map((place) => ({
            text: `${letters.get(place.shift) ?? '?'}${signs.get(place.team) ?? ''}`,
            mark: markOf(place),
          })),
        away: situation.leave.some(({ officer, from, to }) => officer === person.id && from <= day && day <= to),
      })),
      shifts: kept.length,
      nights: kept.filter(({ shift }) => shifts.get(shift)?.night).length,
      weekends: onDays(({ weekday: w }) => w === 0 || w === 6),
      holidays: onDays(({ holiday }) => holiday !== null),
      hours: kept.reduce((sum, { shift }) => {
        const type = shifts.get(shift);
        return sum + (type ? hoursOf(type) : 0);
      }, 0),
    };
  };
  const onPaper = people.filter(({ id, teams }) => teams.length > 0 || places.some(({ officer }) => officer === id));
  const rosterRows = onPaper.map(rosterRow);

  return {
    ...letterhead,
    title: places.some(({ mark }) => mark === 'draft') ? 'LỊCH TRỰC (DỰ THẢO)' : 'LỊCH TRỰC',
    period: periodText(view.from, view.to),
    days,
    rows,
    people: rosterRows,
    letters: settings.shifts.map((shift) => ({
      letter: letters.get(shift.id) ?? '?',
      name: clean(shift.name),
      time: timeOf(shift),
    })),
    teams: settings.teams.map(({ id, name }) => ({ sign: signs.get(id) ?? '', name: clean(name) })),
    changed: places.some((place) => markOf(place) !== null),
    away: rosterRows.some((row) => row.cells.some((cell) => cell.away && cell.entries.length === 0)),
  };
}

/** The columns of totals, in order. */
export const TOTALS = ['shifts', 'nights', 'weekends', 'holidays', 'hours'] as const;

/** What the letters mean: "S: Ca sáng (07:00–12:00); …". */
export function lettersText({ letters }: RosterPaper): string {
  return letters.map(({ letter, name, time }) => `${letter}: ${name} (${time})`).join('; ');
}

/** What the signs beside the letters mean. */
export function teamsText({ teams }: RosterPaper): string {
  return teams.map(({ sign, name }) => (sign === '' ? ROSTER_WORDS.firstTeam(name) : `${sign} ${name}`)).join('; ');
}

/** The public holidays of the period; empty where there is none. */
export function holidaysText({ days }: RosterPaper): string {
  const names = [...new Set(days.flatMap(({ holiday }) => holiday ?? []))];
  return names.length === 0 ? '' : `Ngày lễ: ${names.join(', ')}`;
}

/** Letters for each shift, on paper and in narrow cells: `S` of "Ca sáng", more where two begin alike, else its number in the list. */
export function shiftLetters(shifts: readonly Pick<ShiftType, 'id' | 'name'>[]): Map<string, string> {
  const words = shifts.map(({ name }) => upper(clean(name).trim().split(/\s+/).at(-1) ?? ''));
  const letters = words.map((word, i) => {
    const others = words.filter((_, j) => j !== i);
    const lengths = Array.from({ length: word.length }, (_, n) => n + 1);
    const length = lengths.find((n) => others.every((other) => other.slice(0, n) !== word.slice(0, n)));
    return length === undefined ? String(i + 1) : word.slice(0, length);
  });
  return new Map(shifts.map(({ id }, i) => [id, letters[i] ?? '']));
}

/** "07:00–12:00". */
export function timeOf({ from, to }: Pick<ShiftType, 'from' | 'to'>): string {
  return `${from}–${to}`;
}

function periodText(from: ServiceDay, to: ServiceDay): string {
  if (addDays(from, 6) === to && weekday(from) === 1) return `Tuần từ ${showDay(from)} đến ${showDay(to)}`;
  const wholeMonth = from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7) && addDays(to, 1).endsWith('-01');
  if (wholeMonth) return `Tháng ${Number(from.slice(5, 7))} năm ${from.slice(0, 4)}`;
  return from === to ? `Ngày ${showDay(from)}` : `Từ ${showDay(from)} đến ${showDay(to)}`;
}

function byCell(places: readonly RosterPlace[]): Map<string, RosterPlace[]> {
  const cells = new Map<string, RosterPlace[]>();
  for (const place of places) {
    const key = `${place.day} ${place.shift} ${place.team}`;
    cells.set(key, [...(cells.get(key) ?? []), place]);
  }
  return cells;
}

/** Those of the settings, and after them those that only old places still name: a duty done must not vanish from the paper. */
function known<T extends { id: string; name: string }>(
  list: readonly T[],
  places: readonly RosterPlace[],
  of: 'team' | 'shift',
): (T | { id: string; name: string; from: string; to: string })[] {
  const ids = new Set(list.map(({ id }) => id));
  const gone = [...new Set(places.map((place) => place[of]))].filter((id) => !ids.has(id));
  return [...list, ...gone.map((id) => ({ id, name: '(đã bỏ)', from: '', to: '' }))];
}

function markOf({ mark }: RosterPlace): PaperMark {
  return mark === 'added' || mark === 'withdrawn' ? mark : null;
}

function fromOf(shift: ShiftType | undefined): number {
  return shift === undefined ? 0 : parseClock(shift.from);
}

function upper(text: string): string {
  return text.toLocaleUpperCase('vi');
}
