import { createContext, useContext } from 'react';
import type { TakeStrings } from '../ui/strings/vi/take.ts';
import { take } from '../ui/strings/vi/take.ts';

export type Language = 'vi' | 'en';

const context = createContext<{ say: TakeStrings; language: Language }>({ say: take, language: 'vi' });

export const Words = context.Provider;

/** The words of the language chosen, and which it is. */
export function useWords(): { say: TakeStrings; language: Language } {
  return useContext(context);
}

/** The English text where an office wrote one, else the Vietnamese. */
export function pick(text: { vi: string; en: string }, language: Language): string {
  return text[language] || text.vi;
}

/** Lines of what to bring, empty ones left out. */
export function bringLines(text: { vi: string; en: string }, language: Language): string[] {
  return pick(text, language)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
