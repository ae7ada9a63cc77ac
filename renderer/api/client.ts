import { QueryCache, QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import type { Screen } from '../../electron/core/api/contract.ts';
import type { AppRouter } from '../../electron/core/api/router.ts';

/** The typed client of one window. Every query is a POST, so that nothing asked for is ever part of a URL. */
export function createApi(screen: Screen) {
  // The screen is in the path because EventSource cannot send a header.
  const url = `/api/${screen}`;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({ url }),
        false: httpLink({ url, methodOverride: 'POST' }),
      }),
    ],
  });
}

export type Api = ReturnType<typeof createApi>;

/**
 * Queries stay as they are until the host says "changed"; a lost connection never empties a screen.
 * `unpaired` is called when the host no longer knows this screen: a revoked one must not stay on the wall.
 */
export function createQueries(unpaired: () => void = () => {}): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (refusal(error) === 'PRECONDITION_FAILED') unpaired();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/**
 * The window's one event stream: refetches everything shown after each change and after each reconnect.
 * `online` is told when the connection is lost or back. Returns the function that ends it.
 */
export function followChanges(api: Api, queries: QueryClient, online: (connected: boolean) => void): () => void {
  const stream = api.changes.subscribe(undefined, {
    onStarted: () => {
      online(true);
      void refresh(queries);
    },
    onData: () => void refresh(queries),
    onConnectionStateChange: (state) => {
      if (state.state === 'connecting' && state.error) online(false);
      if (state.state === 'pending') online(true);
    },
    onError: () => online(false),
  });
  return () => stream.unsubscribe();
}

/**
 * Asks again for what is shown (all of it, or the queries whose key begins with `queryKey`). A first answer that is
 * still on its way may be older than the change, and React Query would keep it as the new one: it is dropped.
 */
export async function refresh(queries: QueryClient, queryKey: readonly unknown[] = []): Promise<void> {
  await queries.cancelQueries({ queryKey, predicate: (query) => query.state.data === undefined });
  await queries.invalidateQueries({ queryKey });
}

/** A fresh idempotency key: the same tap sent twice is done once. */
export function commandKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Why the host refused: not signed in, no right, not paired; null when it could not be reached at all. */
export function refusal(error: unknown): 'UNAUTHORIZED' | 'FORBIDDEN' | 'PRECONDITION_FAILED' | 'OTHER' | null {
  if (!(error instanceof TRPCClientError) || !error.data) return null;
  const { code } = error.data as { code: string };
  return code === 'UNAUTHORIZED' || code === 'FORBIDDEN' || code === 'PRECONDITION_FAILED' ? code : 'OTHER';
}
