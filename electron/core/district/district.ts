import type { Hasher, Signer } from '../kernel/ports.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { SigningKey } from '../kernel/signed.ts';
import { type ServiceDay, serviceDay } from '../kernel/time.ts';
import { type Acceptance, createAcceptance } from './accept.ts';
import { createReturns } from './returns.ts';
import type { DistrictFailure, DistrictStore } from './store.ts';
import { createDistrictViews, type DistrictViews } from './views.ts';

/** The superior office: whatever way bundles come, they are taken here and answered from here. */
export type District = {
  views: DistrictViews;
  confirmEpoch: Acceptance['confirmEpoch'];
  takeAll: Acceptance['takeAll'];
  /** The signed answers of these stations as they are now; none before this office has its keys. */
  answers(stations: readonly string[]): Promise<Result<Map<string, string>, DistrictFailure>>;
};

/** What only the holder of this office's private keys can give. */
export type DistrictKeys = { identities(): readonly string[]; receiptKey(day: ServiceDay): SigningKey | null };

/** `dueAt` (`HH:MM`): on the day after, a summary that has not come is late from then on. */
export function createDistrict(deps: {
  store: DistrictStore;
  keys: DistrictKeys;
  hasher: Hasher;
  signer: Signer;
  now: () => number;
  dueAt: () => string;
}): District {
  const { store, keys, hasher, signer, now, dueAt } = deps;
  const acceptance = createAcceptance({ store, hasher, signer, identities: keys.identities, now });
  const returns = createReturns({ store, signer, now });
  return {
    views: createDistrictViews({ store, now, dueAt }),
    confirmEpoch: acceptance.confirmEpoch,
    takeAll: acceptance.takeAll,
    async answers(stations) {
      const key = keys.receiptKey(serviceDay(now()));
      return key === null ? ok(new Map<string, string>()) : returns.issue(stations, key);
    },
  };
}
