import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useRef } from 'react';
import type { Result } from '../../electron/core/kernel/result.ts';
import type { Role } from '../../electron/core/queue/views.ts';
import type { Api } from '../api/client.ts';
import { clockTime } from '../ui/format.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import { failures } from '../ui/strings/vi/failures.ts';

/** What every view of the superior office knows, and where it leads. */
export type Office = {
  api: Api;
  role: Role;
  /** A demo is shown, whose time stands still. */
  still: boolean;
  day: string;
  today: string;
  goDay: (day: string | null) => void;
  /** Shows a commune in the grid with its drill-down. */
  open: (station: string | null) => void;
};

const Context = createContext<Office | null>(null);
export const OfficeProvider = Context.Provider;

export function useOffice(): Office {
  const office = useContext(Context);
  if (office === null) throw new Error('outside the superior office');
  return office;
}

/** An answer of the host; the last one stays while the next is on its way or cannot be had, and then `trouble` says why. */
export type Shown<T> = { data: T | null; waiting: boolean; trouble: string | null };

class Refused extends Error {}

/** Asks now, after every change and every 20 s, because bundles that come make no event; every 3 s while it fails. */
export function useView<T>(key: readonly unknown[], ask: () => Promise<Result<T>>): Shown<T> {
  const query = useQuery({
    queryKey: ['district', ...key],
    queryFn: async () => {
      const answer = await ask();
      if (!answer.ok) throw new Refused(answer.error.type);
      return answer.value;
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.status === 'error' ? 3000 : 20_000),
  });
  // Also when another day cannot be had: an empty screen would take the keys away that lead back.
  const last = useRef<{ data: T; at: number } | null>(null);
  useEffect(() => {
    if (query.isSuccess && !query.isPlaceholderData) last.current = { data: query.data, at: query.dataUpdatedAt };
  });
  const data = query.data ?? last.current?.data ?? null;
  if (!query.isError) return { data, waiting: query.isPlaceholderData, trouble: null };
  const why = query.error instanceof Refused ? failureText(query.error.message) : words.offline;
  const trouble = data === null ? why : words.stale(why, clockTime(query.dataUpdatedAt || (last.current?.at ?? 0)));
  return { data, waiting: false, trouble };
}

export function failureText(type: string): string {
  return type === 'DatabaseUnreachable' ? words.databaseUnreachable : (failures[type] ?? words.offline);
}
