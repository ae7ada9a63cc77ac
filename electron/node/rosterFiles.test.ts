import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { addDays, weekday } from '../core/kernel/time.ts';
import type { RosterPlace } from '../core/roster/model.ts';
import { shiftLetters } from '../core/roster/paper.ts';
import { defaultRoster } from '../core/roster/settings.ts';
import type { RosterView } from '../core/roster/views.ts';
import { letterhead } from '../core/summary/paper.ts';
import { rosterFile } from './rosterFiles.ts';

const head = letterhead({ name: 'Công an xã Hoằng Sơn', superior: 'Công an tỉnh Thanh Hóa' }, { place: '' });

const person = (id: string, name: string, skills: RosterView['people'][number]['skills'] = []) => ({
  ...{ id, name, rank: 'Thượng úy', active: true, since: '2026-01-01', until: null },
  ...{ teams: ['standing', 'mobile'], skills, far: false },
});
const PEOPLE = [
  person('o1', 'Trần Văn Mẫu'),
  person('o2', '=1+1 Mẫu'),
  person('o3', 'Nguyễn Hoàng Ánh Nguyệt Mẫu', ['lead']),
];

const put = (day: string, shift: string, team: string, officer: string, mark: RosterPlace['mark']): RosterPlace => ({
  ...{ day, shift, team, officer, mark },
  byHand: false,
});
const PLACES = [
  put('2026-11-23', 'morning', 'standing', 'o1', 'published'),
  put('2026-11-23', 'morning', 'standing', 'o3', 'published'),
  put('2026-11-23', 'evening', 'standing', 'o2', 'withdrawn'),
  put('2026-11-23', 'evening', 'standing', 'o1', 'added'),
  put('2026-11-28', 'afternoon', 'mobile', 'o1', 'published'),
];

function view(places: RosterPlace[] = PLACES, change: Partial<RosterView['situation']> = {}): RosterView {
  const [from, to] = ['2026-11-23', '2026-11-29'];
  const calendar = Array.from({ length: 7 }, (_, i) => addDays(from, i)).map((day) => ({
    ...{ day, weekday: weekday(day), tet: false, closed: false },
    holiday: day === '2026-11-25' ? 'Ngày hội' : null,
  }));
  return {
    ...{ now: Date.UTC(2026, 10, 25, 1), from, to, places, people: PEOPLE, publishedAt: {}, balances: [], swaps: [] },
    ...{ generation: null, changes: [] },
    situation: {
      ...{ settings: defaultRoster, calendar, officers: PEOPLE, wishes: [], needs: [], before: [], shares: {} },
      ...{ published: [], publishedDays: [] },
      leave: [{ id: 'l', officer: 'o2', from: '2026-11-24', to: '2026-11-30', kind: 'leave' }],
      ...change,
    },
  };
}

const bytesOf = async (form: 'xlsx' | 'ics', of = view(), officer: string | null = null) =>
  Buffer.from((await rosterFile(form, { view: of, letterhead: head, officer })).base64, 'base64');

/** The cells of a sheet, a row a line; formulas would show as `=…`. */
function cells(xlsx: Uint8Array, sheet: number): string[] {
  const parts = unzipSync(xlsx);
  const strings = [...strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array()).matchAll(/<si>(.*?)<\/si>/gs)].map(
    ([, item = '']) => [...item.matchAll(/<t[^>]*>([^<]*)</g)].map(([, text]) => text).join(''),
  );
  const xml = strFromU8(parts[`xl/worksheets/sheet${sheet}.xml`] ?? new Uint8Array());
  return [...xml.matchAll(/<row.*?<\/row>/gs)].map(([row]) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>.*?<v>(.*?)<\/v><\/c>)/gs)]
      .map(([, look = '', text = '']) => (look.includes('t="s"') ? strings[Number(text)] : text))
      .join('|'),
  );
}

/** The entries of a calendar file, each as its properties, with folded lines put together. */
function entries(ics: string): Record<string, string>[] {
  const lines = ics.replaceAll('\r\n ', '').split('\r\n');
  const found: Record<string, string>[] = [];
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') found.push({});
    const at = line.indexOf(':');
    const last = found.at(-1);
    if (last && line !== 'END:VCALENDAR') last[line.slice(0, at)] = line.slice(at + 1);
  }
  return found;
}

test('files are named by their period, whether they are of one officer, and whether the roster is a draft', async () => {
  const name = async (form: 'xlsx' | 'ics', of: RosterView, officer: string | null = null) =>
    (await rosterFile(form, { view: of, letterhead: head, officer })).name;
  const draft = view([put('2026-11-23', 'morning', 'standing', 'o1', 'draft')]);
  expect([
    await name('xlsx', view()),
    await name('xlsx', draft),
    await name('ics', view(), 'o1'),
    await name('ics', { ...view(), from: '2026-11-01', to: '2026-11-30' }),
  ]).toEqual([
    'lich-truc-2026-11-23-2026-11-29.xlsx',
    'lich-truc-2026-11-23-2026-11-29-nhap.xlsx',
    'lich-truc-rieng-2026-11-23-2026-11-29.ics',
    'lich-truc-2026-11.ics',
  ]);
});

test('shifts are told apart by as few letters as it takes', () => {
  const of = (...names: string[]) => [...shiftLetters(names.map((name) => ({ id: name, name }))).values()];
  expect(of('Ca sáng', 'Ca chiều', 'Ca tối')).toEqual(['S', 'C', 'T']);
  expect(of('Ca sáng', 'Ca sớm', 'đêm')).toEqual(['SÁ', 'SỚ', 'Đ']);
  expect(of('Trực 1 ca', 'Trực 2 ca', '')).toEqual(['1', '2', '3']);
});

describe('the Excel file', () => {
  test('has who is on each shift, with changes marked, the leader first', async () => {
    const rows = cells(await bytesOf('xlsx'), 1);
    expect(rows.slice(0, 5).map((row) => row.replaceAll('|', ''))).toEqual([
      'CÔNG AN TỈNH THANH HÓA',
      'CÔNG AN XÃ HOẰNG SƠN',
      '',
      'LỊCH TRỰC',
      'Tuần từ 23/11/2026 đến 29/11/2026',
    ]);
    expect(rows[5]).toBe('Tổ|Ca trực|T2\n23/11|T3\n24/11|T4\n25/11\nNgày hội|T5\n26/11|T6\n27/11|T7\n28/11|CN\n29/11');
    expect(rows[6]).toBe('Tổ thường trực|Ca sáng\n07:00–12:00|Nguyễn Hoàng Ánh Nguyệt Mẫu\nTrần Văn Mẫu||||||');
    expect(rows[8]).toBe('Tổ thường trực|Ca tối\n17:00–22:00|Trần Văn Mẫu *\n(bỏ) =1+1 Mẫu||||||');
    expect(rows.join('\n')).toContain('*: trực thêm sau khi công bố');
    expect(rows.at(-1)).toContain('TRƯỞNG CÔNG AN XÃ');
  });

  test('has each officer by day with totals that are numbers; who is away is not said why', async () => {
    const rows = cells(await bytesOf('xlsx'), 2);
    expect(rows[6]).toBe('1|Thượng úy Trần Văn Mẫu|S T *|||||C¹||3|1|1|0|15');
    expect(rows[7]).toBe('2|Thượng úy =1+1 Mẫu|(bỏ) T|v|v|v|v|v|v|0|0|0|0|0');
    expect(rows[9]).toBe('|Cộng||||||||4|1|1|0|20');
    expect(rows[10]?.replaceAll('|', '')).toBe(
      'S: Ca sáng (07:00–12:00); C: Ca chiều (12:00–17:00); T: Ca tối (17:00–22:00); Chữ không có số nhỏ: Tổ thường trực; ¹ Tổ lưu động; v: Vắng (nghỉ phép, tập huấn, công tác)',
    );
  });

  test('a name that begins like a formula stays text', async () => {
    const parts = unzipSync(await bytesOf('xlsx'));
    const xml = Object.entries(parts)
      .filter(([name]) => name.includes('worksheets/'))
      .map(([, part]) => strFromU8(part))
      .join('');
    expect(xml).not.toContain('<f>');
    expect(strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array())).toContain('=1+1 Mẫu');
  });
});

describe('the calendar file', () => {
  test('of one officer has their shifts in UTC, what was taken back as cancelled, and nobody else', async () => {
    const text = (await bytesOf('ics', view(), 'o2')).toString();
    expect(entries(text)).toEqual([
      {
        BEGIN: 'VEVENT',
        UID: '2026-11-23-evening-standing-o2@toiluot',
        SEQUENCE: '1525020',
        DTSTAMP: '20261125T010000Z',
        DTSTART: '20261123T100000Z',
        DTEND: '20261123T150000Z',
        SUMMARY: 'Ca tối · Tổ thường trực',
        LOCATION: 'CÔNG AN XÃ HOẰNG SƠN',
        STATUS: 'CANCELLED',
        END: 'VEVENT',
      },
    ]);
    for (const name of ['Mẫu', 'Trần', 'Nguyệt']) expect(text).not.toContain(name);
  });

  test('a later file names the same shift by the same id with a higher number: importing again updates', async () => {
    const first = entries((await bytesOf('ics', view(), 'o1')).toString());
    const later = { ...view(), now: view().now + 3_600_000 };
    const all = entries((await bytesOf('ics', later)).toString());
    for (const entry of first) {
      const again = all.find(({ UID }) => UID === entry.UID);
      expect(Number(again?.SEQUENCE)).toBe(Number(entry.SEQUENCE) + 60);
    }
    expect(new Set(all.map(({ UID }) => UID)).size).toBe(PLACES.length);
  });

  test('leaves the draft out, and says a shift over midnight with its end on the day after', async () => {
    const night = { id: 'night', name: 'Ca đêm', from: '22:00', to: '07:00', night: true };
    const of = view(
      [
        put('2026-11-23', 'night', 'standing', 'o1', 'published'),
        put('2026-11-24', 'night', 'standing', 'o1', 'draft'),
      ],
      { settings: { ...defaultRoster, shifts: [night] } },
    );
    const found = entries((await bytesOf('ics', of)).toString());
    expect(found.map(({ DTSTART, DTEND }) => [DTSTART, DTEND])).toEqual([['20261123T150000Z', '20261124T000000Z']]);
  });

  test('no line is longer than 75 octets, and a name with signs of the format comes back whole', async () => {
    const long = 'Nguyễn Hoàng Ánh Nguyệt Quỳnh Hương; Lê, Mẫu\\ Mẫu';
    const of = { ...view(), people: [person('o1', long)] };
    const text = (await bytesOf('ics', of)).toString();
    const lines = text.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.some((line) => line.startsWith(' '))).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    const summary = entries(text)[0]?.SUMMARY?.replaceAll(/\\(.)/g, '$1');
    expect(summary).toBe(`Ca sáng · Tổ thường trực: Thượng úy ${long}`);
  });
});
