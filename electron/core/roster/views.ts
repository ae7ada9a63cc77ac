import type { ServiceDay } from '../kernel/time.ts';
import type { ChangeKind } from './events.ts';
import type { Clash, LeaveKind, Place, Profile, RosterPlace, Shares, Situation, Wish } from './model.ts';
import type { Progress } from './problem.ts';

/** What the roster's screens ask and say: `App['roster']` answers it, `router.ts` names the rights. */

export type RosterPerson = Profile & {
  id: string;
  name: string;
  rank: string;
  active: boolean;
  /** Since the office knows them, and until when they may be rostered. */
  since: ServiceDay;
  until: ServiceDay | null;
};

/** An officer's place in what is shared out: what they had, what would have been fair; over the months the settings name. */
export type Balance = { officer: string; had: Shares; fair: Shares; inPeriod: Shares };

type SwapState = 'asked' | 'agreed' | 'refused' | 'approved' | 'rejected' | 'withdrawn' | 'void';
export type Swap = {
  id: string;
  by: string;
  give: Place;
  to: string;
  take: Place | null;
  /** `void`: one of its places is no longer there. */
  state: SwapState;
  askedAt: number;
};

/** A generation under way or ended; null before the first one since the start. */
export type Generation = {
  from: ServiceDay;
  to: ServiceDay;
  /** Who asked for it. */
  by: string;
  startedAt: number;
  /** UTC ms. */
  endsAt: number;
  progress: Progress;
  state:
    | { type: 'running' }
    /** Put into the draft; `proven`: nothing better exists, within 1 %. */
    | { type: 'done'; proven: boolean }
    | { type: 'clash'; clash: Clash }
    /** The time was over before there was any roster. */
    | { type: 'nothing' }
    /** Taken by nobody: the worker died. */
    | { type: 'failed' };
} | null;

export type RosterView = {
  now: number;
  from: ServiceDay;
  to: ServiceDay;
  /** Leaders and above see the draft; officers what is published. */
  situation: Situation;
  places: RosterPlace[];
  people: RosterPerson[];
  /** When each day of the period was published last, UTC ms; a day that is not there was not. */
  publishedAt: Record<ServiceDay, number>;
  balances: Balance[];
  swaps: Swap[];
  generation: Generation;
  /** Changes of published days since they were published, newest first, at most 50. */
  changes: { at: number; by: string | null; how: ChangeKind; off: Place[]; on: Place[] }[];
};

/** Desks needed and given, an hour: `hour` 0–23 of `day`. */
export type HourNeed = {
  day: ServiceDay;
  hour: number;
  /** People expected; null where nothing is known of such a day. */
  arrivals: number | null;
  /** Desks that keep 9 in 10 under the settings' minutes; null where nothing is known. */
  desks: number | null;
  /** The same where their number does not change from the beginning of a shift to its end. */
  inShift: number | null;
  /** Even all the desks there are would not be enough. */
  short: boolean;
  /** People of standing teams on duty by the roster as it stands. */
  planned: number;
};

/** What a screen may have done. Planning is a leader's; wishes and swaps also an officer's own. */
export type RosterCommand =
  /** Each place of `off` must be there and none of `on`, or nothing is done: somebody else was quicker. `undone` takes the last one back. */
  | { type: 'change'; how: 'moved' | 'undone'; off: Place[]; on: (Place & { byHand: boolean })[] }
  | { type: 'publish'; from: ServiceDay; to: ServiceDay }
  | { type: 'setProfile'; officer: string; profile: Profile }
  | { type: 'setLeave'; officer: string; from: ServiceDay; to: ServiceDay; kind: LeaveKind }
  | { type: 'removeLeave'; id: string }
  | ({ type: 'setWish' } & Omit<Wish, 'want'> & { want: Wish['want'] | null })
  | { type: 'setNeed'; day: ServiceDay; team: string; shift: string; people: number | null }
  | { type: 'askSwap'; give: Place; to: string; take: Place | null }
  | { type: 'answerSwap'; swap: string; agreed: boolean }
  | { type: 'decideSwap'; swap: string; approved: boolean }
  | { type: 'withdrawSwap'; swap: string };

export type RosterFailure = {
  type: /** A place to take away is gone, or one to fill is taken by the same officer already. */
    | 'RosterMoved'
    /** A roster of these days is being generated: wait, or stop it. */
    | 'RosterBusy'
    | 'UnknownOfficer'
    | 'UnknownShift'
    | 'UnknownTeam'
    | 'UnknownSwap'
    | 'UnknownLeave'
    | 'SwapNotYours'
    | 'SwapOver'
    /** Approved before the other one agreed. */
    | 'SwapNotAgreed'
    /** The day is over. */
    | 'DayPast'
    | 'PeriodInvalid'
    /** No officer has a team yet. */
    | 'NobodyToRoster';
};

/** Who is on duty now by the published roster; null where the day has none. */
export type OnDuty = {
  shift: { id: string; name: string; from: string; to: string } | null;
  officers: string[];
  /** Of standing teams. */
  atDesks: number;
} | null;
