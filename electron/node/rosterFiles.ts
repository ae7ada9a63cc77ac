import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import writeExcelFile, { type CellObject, type Row } from 'write-excel-file/node';
import type { DocumentFile } from '../core/api/contract.ts';
import { DAY, instantOf, MINUTE, parseClock } from '../core/kernel/time.ts';
import {
  type Letterhead,
  lettersText,
  type RosterForm,
  type RosterPaper,
  type RosterToSave,
  rosterPaper,
  TOTALS,
  teamsText,
  ROSTER_WORDS as words,
} from '../core/roster/paper.ts';
import type { RosterView } from '../core/roster/views.ts';
import { clean } from '../core/summary/paper.ts';

/** Makes the roster of a period as an Excel file (as printed, with totals) or as calendar entries of what is published. */
export async function rosterFile(form: RosterForm, { view, letterhead, officer }: RosterToSave): Promise<DocumentFile> {
  const { from, to } = view;
  const month = from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7) && Number(to.slice(8)) >= 28;
  const period = month ? from.slice(0, 7) : `${from}-${to}`;
  if (form === 'ics') {
    const bytes = Buffer.from(calendar(view, letterhead, officer));
    const name = `lich-truc-${officer === null ? '' : 'rieng-'}${period}.ics`;
    return { name, type: 'text/calendar; charset=utf-8', base64: bytes.toString('base64') };
  }
  const draft = view.places.some(({ mark }) => mark === 'draft') ? '-nhap' : '';
  const bytes = await sheets(rosterPaper(view, letterhead));
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { name: `lich-truc-${period}${draft}.xlsx`, type, base64: bytes.toString('base64') };
}

/** Any day long before the first roster: a count of minutes from it fits where calendars keep a number of 31 bits. */
const EPOCH = Date.UTC(2024, 0, 1);

function calendar(
  { situation, places, people, now }: RosterView,
  letterhead: Letterhead,
  officer: string | null,
): string {
  const shifts = new Map(situation.settings.shifts.map((shift) => [shift.id, shift]));
  const teams = new Map(situation.settings.teams.map(({ id, name }) => [id, clean(name)]));
  const names = new Map(people.map(({ id, name, rank }) => [id, clean([rank, name].filter(Boolean).join(' '))]));
  const entries = ical({
    name: officer === null ? `Lịch trực, ${letterhead.office}` : 'Lịch trực của tôi',
    prodId: { company: 'Toi Luot', product: 'Lich truc', language: 'VI' },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const place of places) {
    const shift = shifts.get(place.shift);
    if (place.mark === 'draft' || shift === undefined || (officer !== null && place.officer !== officer)) continue;
    const start = instantOf(place.day, parseClock(shift.from));
    const end = instantOf(place.day, parseClock(shift.to));
    const what = `${clean(shift.name)} · ${teams.get(place.team) ?? ''}`;
    entries.createEvent({
      // The same shift of the same officer has the same name in every file, so that a calendar takes a later file as news of it.
      id: `${place.day}-${place.shift}-${place.team}-${place.officer}@toiluot`,
      sequence: Math.max(0, Math.floor((now - EPOCH) / MINUTE)),
      stamp: new Date(now),
      start: new Date(start),
      end: new Date(end > start ? end : end + DAY),
      summary: officer === null ? `${what}: ${names.get(place.officer) ?? '…'}` : what,
      location: letterhead.office,
      status: place.mark === 'withdrawn' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return entries.toString();
}

const THIN = { borderStyle: 'thin', borderColor: '#000000' } as const;
const HEAD = { fontWeight: 'bold', align: 'center', alignVertical: 'center', wrap: true, ...THIN } as const;
const PLAIN = { alignVertical: 'center', wrap: true, ...THIN } as const;
const OFF = { backgroundColor: '#EDEDED' } as const;

/** Two sheets as on paper: who is on each shift, and each officer's days with totals. Names are text, whatever they begin with. */
function sheets(paper: RosterPaper): Promise<Buffer> {
  return writeExcelFile(
    [
      {
        sheet: 'Theo ca',
        data: [...head(paper, 2 + paper.days.length), ...shiftRows(paper), ...foot(paper, 2 + paper.days.length)],
        columns: [{ width: 16 }, { width: 14 }, ...paper.days.map(() => ({ width: 21 }))],
        orientation: 'landscape',
      },
      {
        sheet: 'Theo cán bộ',
        data: [...head(paper, 7 + paper.days.length), ...peopleRows(paper), ...foot(paper, 7 + paper.days.length)],
        columns: [
          { width: 5 },
          { width: 30 },
          ...paper.days.map(() => ({ width: 6 })),
          ...TOTALS.map(() => ({ width: 9 })),
        ],
        orientation: 'landscape',
      },
    ],
    { fontFamily: 'Times New Roman', fontSize: 12 },
  ).toBuffer();
}

function head(paper: RosterPaper, width: number): Row[] {
  return [
    across(paper.superior, width),
    across(paper.office, width, { fontWeight: 'bold' }),
    across('', width),
    across(paper.title, width, { fontWeight: 'bold', align: 'center', fontSize: 14 }),
    across(paper.period, width, { fontWeight: 'bold', align: 'center' }),
  ];
}

function foot(paper: RosterPaper, width: number): Row[] {
  return [
    ...(paper.changed
      ? [across(`${words.added}; (${words.withdrawnWord}): không còn trực`, width, { fontStyle: 'italic' })]
      : []),
    across('', width),
    across(words.signed(paper.place), width, { fontStyle: 'italic', align: 'right' }),
    across(paper.signer, width, { fontWeight: 'bold', align: 'right' }),
  ];
}

function across(value: string, width: number, look: Partial<CellObject> = {}): Row {
  return [{ value, columnSpan: width, height: 20, ...look }, ...Array.from({ length: width - 1 }, () => null)];
}

function dayHeads(paper: RosterPaper): Row {
  return paper.days.map(({ short, date, holiday, off }) => ({
    value: `${short}\n${date}${holiday === null ? '' : `\n${holiday}`}`,
    ...HEAD,
    ...(off ? OFF : {}),
  }));
}

function shiftRows(paper: RosterPaper): Row[] {
  return [
    [{ value: words.team, ...HEAD, height: 50 }, { value: words.shift, ...HEAD }, ...dayHeads(paper)],
    ...paper.rows.map(({ team, shift, time, cells }): Row => {
      const lines = Math.max(2, ...cells.map((cell) => cell.length));
      return [
        { value: team, ...PLAIN, height: 17 * lines },
        { value: `${shift}\n${time}`, ...PLAIN },
        ...cells.map((cell, day) => ({
          value: cell.map(({ name, mark }) => marked(name, mark)).join('\n'),
          type: String,
          ...PLAIN,
          ...(paper.days[day]?.off ? OFF : {}),
        })),
      ];
    }),
  ];
}

function peopleRows(paper: RosterPaper): Row[] {
  const legend = [
    lettersText(paper),
    ...(paper.teams.length > 1 ? [teamsText(paper)] : []),
    ...(paper.away ? [words.away] : []),
  ].join('; ');
  const total = (key: (typeof TOTALS)[number]) => paper.people.reduce((sum, person) => sum + person[key], 0);
  return [
    [
      { value: words.number, ...HEAD, height: 50 },
      { value: words.officer, ...HEAD },
      ...dayHeads(paper),
      ...TOTALS.map((key) => ({ value: words.totals[key], ...HEAD })),
    ],
    ...paper.people.map(
      (person, index): Row => [
        { value: index + 1, ...PLAIN, align: 'center', height: 20 },
        { value: person.name, type: String, ...PLAIN },
        ...person.cells.map(({ entries, away }, day) => ({
          value:
            entries.length > 0
              ? entries.map(({ text, mark }) => marked(text, mark)).join(' ')
              : away
                ? words.awayLetter
                : '',
          type: String,
          ...PLAIN,
          align: 'center' as const,
          ...(paper.days[day]?.off ? OFF : {}),
        })),
        ...TOTALS.map((key) => ({ value: person[key], type: Number, ...PLAIN, align: 'center' as const })),
      ],
    ),
    [
      { value: '', ...PLAIN },
      { value: 'Cộng', ...PLAIN, fontWeight: 'bold' },
      ...paper.days.map(() => ({ value: '', ...PLAIN })),
      ...TOTALS.map((key) => ({
        value: total(key),
        type: Number,
        ...PLAIN,
        fontWeight: 'bold' as const,
        align: 'center' as const,
      })),
    ],
    across(legend, 7 + paper.days.length, { fontStyle: 'italic', wrap: true }),
  ];
}

function marked(text: string, mark: RosterPaper['rows'][number]['cells'][number][number]['mark']): string {
  if (mark === 'added') return `${text} *`;
  return mark === 'withdrawn' ? `(${words.withdrawnWord}) ${text}` : text;
}
