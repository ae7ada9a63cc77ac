import type { Settings } from '../../../electron/core/office/settings.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import { pinWrong } from '../../ui/form.tsx';
import { setup } from '../../ui/strings/vi/setup.ts';

type Person = { name: string; rank: string; pin: string };
export type Officer = Person & { key: number; role: Role };

/** Everything typed so far; kept whole while going back and forth. PINs stay in memory only. */
export type Draft = {
  code: string;
  demo: boolean;
  office: Settings['office'];
  /** Null until something is switched off: then all default services are taken. */
  services: string[] | null;
  desks: number;
  administrator: Person & { again: string };
  officers: Officer[];
};

export const emptyDraft: Draft = {
  code: '',
  demo: false,
  office: { name: '', superior: '', communeCode: '', phone: '' },
  services: null,
  desks: 3,
  administrator: { name: '', rank: '', pin: '', again: '' },
  officers: [],
};

/** What is wrong on each step, a sentence for each field. */
export type Wrong = Record<string, string>;

/** What keeps each step from being finished; empty where nothing does. `coded`: a set-up code is asked for. */
export function problems(
  draft: Draft,
  services: readonly string[],
  coded = true,
): Record<'start' | 'office' | 'services' | 'people', Wrong> {
  const { office, administrator } = draft;
  return {
    start: said({ code: !coded || /\d/.test(draft.code) ? null : setup.codeMissing }),
    office: said({
      name: office.name.trim() === '' ? setup.nameMissing : null,
      communeCode: /^(\d{5})?$/.test(office.communeCode) ? null : setup.communeCodeWrong,
    }),
    services: said({ services: services.length === 0 ? setup.servicesMissing : null }),
    people: said({
      name: administrator.name.trim() === '' ? setup.fullNameMissing : null,
      pin: pinWrong(administrator.pin),
      again: administrator.again === administrator.pin ? null : setup.pinAgainDiffers,
      ...Object.fromEntries(
        draft.officers.flatMap((officer) => [
          [`name${officer.key}`, officer.name.trim() === '' ? setup.fullNameMissing : null],
          [`pin${officer.key}`, pinWrong(officer.pin)],
        ]),
      ),
    }),
  };
}

function said(all: Record<string, string | null>): Wrong {
  return Object.fromEntries(Object.entries(all).flatMap(([field, text]) => (text === null ? [] : [[field, text]])));
}
