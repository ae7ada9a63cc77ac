import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCatalogue, serviceMinutes } from './catalogue.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../resources/${name}`, import.meta.url), 'utf8'));
const catalogue = readCatalogue(read('procedures.json'), read('services.json'));

test('every procedure is in exactly one service, and every service knows its minutes', () => {
  const listed = catalogue.services.flatMap((service) => service.procedures).sort();
  expect(listed).toEqual(catalogue.procedures.map((procedure) => procedure.code).sort());
  expect(listed).toHaveLength(47);
  expect(
    catalogue.services.map((service) => [service.id, service.letter, serviceMinutes(service, catalogue.procedures)]),
  ).toEqual([
    ['card', 'A', { low: 5, high: 20 }],
    ['cardChild', 'B', { low: 8, high: 20 }],
    ['eid', 'C', { low: 5, high: 15 }],
    ['residence', 'D', { low: 3, high: 8 }],
    ['pickup', 'E', { low: 1, high: 3 }],
    ['other', 'G', { low: 2, high: 8 }],
  ]);
});

test('what nobody may demand any more is off', () => {
  expect(catalogue.procedures.filter((p) => !p.enabled).map((p) => p.code)).toEqual(['DC_CONFIRM_OLD_NO']);
});
