/**
 * `npm run bench`: measures the budgets of design.md section 8 on this machine. `--json` prints the figures alone;
 * names choose some of the parts.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { districtFigures } from './district.ts';
import { duel, killing, rush, unsynced } from './durability.ts';
import { history } from './history.ts';
import { killingImports } from './imports.ts';
import { atMost, type Figure, shown } from './measure.ts';
import { rosters } from './roster.ts';
import { estimates, eventToScreens, issueCost, memory, ON_DISK, paintOnBoard } from './speed.ts';
import { bundleOfADay } from './summary.ts';
import { killingExports } from './wayUp.ts';

const PARTS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  issue: issueCost,
  screens: eventToScreens,
  board: paintOnBoard,
  estimates,
  memory,
  numbers: async () => [
    atMost('60 tickets asked for at once: missing, double or refused numbers', await rush(60), '', 0),
    atMost('2 desks calling at once, 1,000 times: not exactly one got the ticket', await duel(1000), '', 0),
  ],
  kill: async () => {
    const { acknowledged, lost, broken } = await killing(200);
    return [
      atMost('kill -9 under load, 200 times: acknowledged actions lost', lost, '', 0),
      atMost('kill -9 under load, 200 times: verify-log failed', broken, '', 0),
      shown('actions acknowledged before those kills', acknowledged, ''),
    ];
  },
  strace: async () => {
    const name = 'strace of the host: acknowledgements without an fdatasync before them';
    const traced = await unsynced(500);
    if (traced === null) {
      return [{ name, value: null, unit: '', budget: 0, ok: null, note: 'not measured: strace is not installed' }];
    }
    return [atMost(name, traced.faults, '', 0), shown('acknowledgements seen in that trace', traced.seen, '')];
  },
  history,
};

/** Measured only when they are named: together with the others they would take longer than ten minutes. */
const LATER: typeof PARTS = {
  summary: async () => {
    const { bundles, midway, faults } = await killingExports(200);
    const imports = await killingImports(200);
    return [
      ...(await bundleOfADay()),
      ...(await districtFigures()),
      atMost('kill -9 during an export, 200 times: bundles lost, half or wrongly said to be there', faults, '', 0),
      shown('of those kills in the middle of an export', midway, ''),
      atMost('kill -9 during an import, 200 times: days lost or twice, answers that are half', imports.faults, '', 0),
      shown('of those kills when some were taken and some not', imports.midway, ''),
      shown('bundles that arrived all the same', bundles, ''),
    ];
  },
  roster: () => rosters(values.instances === undefined ? null : resolve(values.instances)),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, instances: { type: 'string' } },
});
const all = { ...PARTS, ...LATER };
const unknown = positionals.filter((name) => !(name in all));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
  process.exit(1);
}
mkdirSync(ON_DISK, { recursive: true });
const figures: Figure[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  for (const figure of (await all[name]?.()) ?? []) {
    figures.push(figure);
    if (!values.json) console.log(line(figure));
  }
}
if (values.json) console.log(JSON.stringify({ figures }));
process.exit(figures.some(({ ok }) => ok === false) ? 1 : 0);

function line({ name, value, unit, budget, ok, note }: Figure): string {
  const mark = ok === null ? '    ' : ok ? 'ok  ' : 'OVER';
  const measured = value === null ? (note ?? '') : `${value} ${unit}`.trim();
  return `${mark}  ${measured.padEnd(14)} ${budget === null ? ''.padEnd(12) : `≤ ${budget} ${unit}`.padEnd(12)} ${name}`;
}
