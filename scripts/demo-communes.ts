/**
 * Makes resources/demo/communes-thanh-hoa.json anew: `node scripts/demo-communes.ts thanh-hoa-communes.csv`. Names,
 * former districts and sizes of places only; nothing of people.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [list] = process.argv.slice(2);
if (list === undefined) {
  console.error('node scripts/demo-communes.ts COMMUNES.csv');
  process.exit(1);
}

/** The fields of a line; some are in quotes because a comma is in them. */
const fields = (line: string) =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
const [head = '', ...lines] = readFileSync(list, 'utf8').trim().split(/\r?\n/);
const column = Object.fromEntries(fields(head).map((name, i) => [name, i]));
const communes = lines.map((line) => {
  const cells = fields(line);
  const cell = (name: string) => cells[column[name] ?? -1] ?? '';
  return {
    code: cell('code'),
    name: cell('name'),
    kind: cell('type'),
    formerDistricts: cell('districts_2023_derived').split('; ').filter(Boolean),
    population: Number(cell('population')),
  };
});
if (communes.length !== 166 || communes.some(({ code, population }) => !/^\d{5}$/.test(code) || !(population > 0)))
  throw new Error('not the 166 communes');

const file = {
  provenance: {
    source:
      'The 166 communes of Thanh Hóa since 1 July 2025: codes, names, kinds and populations from thanglequoc/vietnamese-provinces-database (GitHub, MIT licence), state of November 2026.',
    computed:
      'By scripts/demo-communes.ts from the list of this project (thanh-hoa-communes.csv). Former districts (of April 2023) are derived from the communes that were merged. Sums of populations are indicative.',
    ours: 'Every figure that the demo shows of these communes is made up (core/demo/province.ts).',
  },
  communes,
};
writeFileSync(
  join(import.meta.dirname, '..', 'resources', 'demo', 'communes-thanh-hoa.json'),
  `${JSON.stringify(file, null, 2)}\n`,
);
