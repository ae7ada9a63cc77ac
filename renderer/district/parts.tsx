import { Check, ChevronLeft, ChevronRight, Clock, Hourglass, Minus, Search, TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { DayState } from '../../electron/core/district/views.ts';
import { addDays } from '../../electron/core/kernel/time.ts';
import { useKeys } from '../staff/keys.ts';
import { Action, DateField } from '../ui/form.tsx';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { type Shown, useOffice } from './useView.ts';

const SIGNS: Record<DayState, typeof Check> = {
  never: X,
  missing: TriangleAlert,
  late: Clock,
  due: Hourglass,
  received: Check,
  notExpected: Minus,
};

/** A state's sign; its word stands beside it or is in the name of what it belongs to. */
export function Sign({ state, size = 15 }: { state: DayState; size?: number }) {
  const Icon = SIGNS[state];
  return <Icon size={size} strokeWidth={2.75} className={css.sign} aria-hidden="true" />;
}

/** The day shown, by ← →, by date, or yesterday again. */
export function DayPicker() {
  const { day, today, goDay } = useOffice();
  useKeys({ '←': () => goDay(addDays(day, -1)), '→': () => day < today && goDay(addDays(day, 1)) });
  return (
    <div className={css.picker}>
      <Action label={words.before} onPress={() => goDay(addDays(day, -1))}>
        <ChevronLeft size={18} aria-hidden="true" /> <kbd>←</kbd>
      </Action>
      <DateField key={day} label={words.day} value={day} onChange={(to) => to <= today && goDay(to)} bare />
      <Action label={words.after} onPress={() => goDay(addDays(day, 1))} disabled={day >= today}>
        <kbd>→</kbd> <ChevronRight size={18} aria-hidden="true" />
      </Action>
      <Action onPress={() => goDay(null)} disabled={day === addDays(today, -1)}>
        {words.yesterday}
      </Action>
    </div>
  );
}

/** Finds communes by name or code. */
export function Finder({ text, onText }: { text: string; onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ 'Ctrl+K': () => input.current?.focus() });
  return (
    <SearchField className={css.search ?? ''} aria-label={words.search} value={text} onChange={onText}>
      <Search size={17} aria-hidden="true" />
      <Input ref={input} placeholder={words.searchHint} spellCheck={false} maxLength={60} />
      <kbd>Ctrl+K</kbd>
    </SearchField>
  );
}

/** What a view shows, or why it cannot: loading, the last answer with a sentence above it, or the sentence alone. */
export function Answered<T>({ shown, children }: { shown: Shown<T>; children: (data: T) => ReactNode }) {
  const { data, waiting, trouble } = shown;
  return (
    <>
      {trouble !== null && data !== null && (
        <p className={css.trouble} role="status">
          {trouble}
        </p>
      )}
      {data === null ? (
        <p className={trouble === null ? css.wait : css.waitTrouble} role="status">
          {trouble ?? words.loading}
        </p>
      ) : (
        <div className={css.answered} data-waiting={waiting || undefined} aria-busy={waiting}>
          {children(data)}
        </div>
      )}
    </>
  );
}
