/**
 * Makes resources/demo/warsaw-mokotow.json anew from the trace of the Warsaw district offices:
 * `node scripts/demo-figures.ts warsaw-dev.csv.gz`. Only means over days leave this program, never a ticket.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const OFFICE = 'UD_Mokotow_1';

/** Its document lines, and the services of ours that stand for each; how a line is shared out is our own estimate. */
const LINES: Record<string, { label: string; services: Record<string, number> }> = {
  A: { label: 'Meldunki stałe (permanent residence)', services: { residence: 1 } },
  B: { label: 'Meldunki czasowe (temporary residence)', services: { residence: 0.7, other: 0.3 } },
  C: { label: 'Wniosek o nadanie numeru PESEL (personal number)', services: { eid: 1 } },
  D: {
    label: 'Dowody osobiste - składanie wniosków (ID card, application)',
    services: { card: 0.75, cardChild: 0.25 },
  },
  E: { label: 'Dowody osobiste - odbiór (ID card, collection)', services: { pickup: 1 } },
};

const [trace] = process.argv.slice(2);
if (trace === undefined) {
  console.error('node scripts/demo-figures.ts TRACE.csv.gz');
  process.exit(1);
}

type Line = { days: Set<string>; arrivals: Map<number, number> };
const lines = new Map<string, Line>();
/** Counters open at a quarter, by day: the most that any of the lines reported, because a counter serves several. */
const counters = new Map<string, number>();
const [head = '', ...rows] = gunzipSync(readFileSync(trace)).toString('utf8').trim().split('\n');
const column = Object.fromEntries(head.split(',').map((name, i) => [name, i]));
for (const row of rows) {
  const cells = row.split(',');
  const cell = (name: string) => cells[column[name] ?? -1] ?? '';
  const [office, letter = ''] = cell('queue').split('-');
  if (office !== OFFICE || !(letter in LINES)) continue;
  const day = cell('day');
  const quarter = Math.floor(Number(cell('arrival_s')) / 900);
  const line = lines.get(letter) ?? { days: new Set(), arrivals: new Map() };
  lines.set(letter, line);
  line.days.add(day);
  line.arrivals.set(quarter, (line.arrivals.get(quarter) ?? 0) + 1);
  const key = `${day} ${quarter}`;
  counters.set(key, Math.max(counters.get(key) ?? 0, Number(cell('open_servers'))));
}

const seen = [...lines.values()].flatMap(({ arrivals }) => [...arrivals.keys()]);
const [first, last] = [Math.min(...seen), Math.max(...seen)];
const days = [...new Set([...lines.values()].flatMap((line) => [...line.days]))].sort();
const round = (value: number) => Math.round(value * 100) / 100;
const quarters = Array.from({ length: last - first + 1 }, (_, i) => {
  const quarter = first + i;
  const open = [...counters].filter(([key]) => key.endsWith(` ${quarter}`)).map(([, count]) => count);
  const arrivals = Object.keys(LINES).map((letter) => {
    const line = lines.get(letter);
    return [letter, round((line?.arrivals.get(quarter) ?? 0) / (line?.days.size || 1))] as const;
  });
  return {
    from: `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
    arrivals: Object.fromEntries(arrivals),
    counters: round(open.reduce((sum, count) => sum + count, 0) / Math.max(1, open.length)),
  };
});
const file = {
  provenance: {
    source:
      'Queue system of the City of Warsaw, open data of api.um.warszawa.pl (re-use with attribution), collected every 5 minutes by the authors of the R package kolejkeR (GitHub HaZdula/kolejkeR, MIT licence, (c) 2019 Hanna Zdulska), data set warsaw_queues.',
    office: `${OFFICE}: document lines ${Object.keys(LINES).join(', ')}`,
    days,
    computed:
      'By scripts/demo-figures.ts. arrivals: tickets of a line that came in this quarter of an hour, divided by the days on which the line was kept in the trace. counters: the largest number of open counters that any of the lines reported in the quarter, mean over days. Times in the source are good to about 2.5 minutes.',
    ours: 'Which services stand for a line, and in what shares, is an estimate of this project. Late hours come from Mondays, when the office stays open longer.',
  },
  lines: LINES,
  quarters,
};
writeFileSync(
  join(import.meta.dirname, '..', 'resources', 'demo', 'warsaw-mokotow.json'),
  `${JSON.stringify(file, null, 2)}\n`,
);
