import { createContext, useContext } from 'react';
import type { Hello, ProcedureRow } from '../../../electron/core/api/contract.ts';
import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import type { Section, Settings } from '../../../electron/core/office/settings.ts';
import type { Api } from '../../api/client.ts';
import { showDate } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';

/** Changes that are not saved yet, as the page that holds them can save or drop them. */
export type Held = { save: () => Promise<boolean>; drop: () => void };

export type Model = {
  api: Api;
  session: NonNullable<Hello['session']>;
  /** In a window of the kiosk, whose machine has settings of its own. */
  kiosk: boolean;
  settings: Settings;
  procedures: ProcedureRow[];
  /** Tells the frame what would be lost by leaving; null when nothing would. */
  hold: (held: Held | null) => void;
};

const Context = createContext<Model | null>(null);

export const ModelProvider = Context.Provider;

/** What every page of the settings works with. */
export function useModel(): Model {
  const model = useContext(Context);
  if (!model) throw new Error('a settings page outside the settings');
  return model;
}

/** An instant as people write it: 09:42 24/11/2026. */
export function momentText(at: number): string {
  return `${clockTime(at)} ${showDate(serviceDay(at))}`;
}

/** The field the host calls wrong (`services`, `2.name.vi`, `desks.label`), in words. */
export function fieldText(section: Section, field: string, value: unknown): string {
  const parts = field.split('.').filter((part) => part !== '' && part !== section);
  const name = parts.map((part) => words.fields[part]).findLast((label) => label !== undefined);
  const index = parts.findIndex((part) => /^\d+$/.test(part));
  const list = parts[0] === 'holidays' ? 'holidays' : section;
  if (index < 0 || parts[0] === 'week' || !(list in words.nth)) return name ?? words.sectionNames[section];
  const n = Number(parts[index]);
  const item = words.nth[list as keyof typeof words.nth](n + 1, itemName(value, n));
  return name === undefined ? item : `${item}: ${name}`;
}

function itemName(value: unknown, index: number): string {
  const item: unknown = Array.isArray(value) ? value[index] : null;
  if (typeof item !== 'object' || item === null) return '';
  if ('label' in item) return String(item.label).trim();
  const named = item as { name?: { vi?: string } };
  return named.name?.vi?.trim() ?? '';
}
