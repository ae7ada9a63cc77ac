import { useQuery } from '@tanstack/react-query';
import { ticketCode } from '../../electron/core/people/scan.ts';
import type { IssuedView } from '../../electron/core/queue/views.ts';
import type { Api } from '../api/client.ts';
import type { Page } from './page.ts';

/**
 * The number on the page as it is now: asked again after every change, so that somebody who looks at the answer sees
 * it called. Null once it is no longer of today's queue; undefined on other pages.
 */
export function useTurn(api: Api, page: Page): IssuedView | null | undefined {
  const asked = page.at === 'issued' ? page.issued : undefined;
  const { data } = useQuery({
    queryKey: ['turn', asked],
    queryFn: async () => {
      if (!asked) return null;
      const answer = await api.take.find.mutate({ text: ticketCode(asked) });
      return answer.ok && answer.value.ticket === asked.ticket ? answer.value : null;
    },
    enabled: asked !== undefined,
    initialData: asked,
    // Waits grow and shrink with the clock too, not only with what is done.
    refetchInterval: 30_000,
    // The next person who asks gets the answer of that moment.
    gcTime: 0,
  });
  return asked && data;
}
