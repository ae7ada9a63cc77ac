import type { ServiceDay } from '../kernel/time.ts';
import type { AgeBand } from '../people/age.ts';

export const PRIORITY_GROUPS = ['elderly', 'disability', 'pregnant', 'smallChild', 'merit', 'other'] as const;
export type PriorityGroup = (typeof PRIORITY_GROUPS)[number];

/** Why an officer gave priority "other"; a fixed list, because free text would invite health and names into the log. */
export const PRIORITY_REASONS = ['urgent', 'farAway', 'officialDuty', 'earlierMistake'] as const;
export type PriorityReason = (typeof PRIORITY_REASONS)[number];

export const CHOSEN_REASONS = ['emergency', 'officeMistake', 'sameHousehold', 'leaderAsked', 'deskSpecialist'] as const;
/** Why a ticket was called out of order. */
export type ChosenReason = (typeof CHOSEN_REASONS)[number];

export const PAUSE_REASONS = ['break', 'meal', 'meeting', 'equipment', 'training', 'other'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export const CANCEL_REASONS = ['citizenLeft', 'wrongService', 'duplicate', 'other'] as const;
type CancelReason = (typeof CANCEL_REASONS)[number] | 'dayEnd';

export const VOID_REASONS = ['printFailed', 'test', 'mistake'] as const;
type VoidReason = (typeof VOID_REASONS)[number];

export const REFUSAL_REASONS = ['papersMissing', 'dataMismatch', 'notThisOffice', 'notEligible', 'systemDown'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const OUTCOMES = ['collected', 'handedOut', 'guided', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A line of "Xong": what was done, how often, for which age, and how it ended. All reports come from these. */
export type WorkLine = {
  procedure: string;
  count: number;
  ageBand: AgeBand;
  outcome: Outcome;
  reason: RefusalReason | null;
};

export type TicketState = 'waiting' | 'called' | 'serving' | 'parked' | 'done' | 'no_show' | 'cancelled' | 'void';
type TicketSource = 'take' | 'staff' | 'paper' | 'appointment';
type Printing = 'none' | 'unknown' | 'printed' | 'failed';

/** Why a ticket is (or was) next. */
export type OrderReason =
  | 'appointment'
  | 'overtaken'
  | 'parkedBack'
  | 'returned'
  | 'priorityTurn'
  | 'regularTurn'
  | 'oldest'
  | 'chosen';

export type Ticket = {
  id: string;
  station: string;
  /** The service day on which it was issued. */
  day: ServiceDay;
  letter: string;
  counter: number;
  /** `A012`: what is printed, shown and spoken. Kept for life. */
  number: string;
  service: string;
  /** How many people came on it (a mother with three children: 4). */
  people: number;
  priority: PriorityGroup | null;
  priorityReason: PriorityReason | null;
  appointment: { id: string; at: number } | null;
  source: TicketSource;
  printing: Printing;
  /** Random id of the row in `person`; never the person. */
  person: string | null;
  state: TicketState;
  /** Counts changes of this ticket, so that a stale screen is noticed. */
  version: number;
  /** Instants in UTC ms. `issuedAt` is the arrival (a paper ticket's hand-written time). */
  issuedAt: number;
  firstCalledAt: number | null;
  calledAt: number | null;
  /** Calls of the present calling, the first included. */
  calls: number;
  lastCallAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  desk: string | null;
  officer: string | null;
  /** Only this desk may call it (transferred to a desk). */
  forDesk: string | null;
  /** Later arrivals called before it so far (appointments and chosen calls excepted). */
  overtaken: number;
  /** Parked earlier and back with papers: head of its class, in the order of coming back. */
  backAt: number | null;
  /** After a no-show: called once the office has made this many calls in the day. */
  returnAt: number | null;
  orderReason: OrderReason | null;
  endReason: string | null;
  work: WorkLine[];
  /** The service day in whose queue it is (or last was); later than `day` when it was kept overnight. */
  inDay: ServiceDay;
};

export type DeskState = {
  id: string;
  status: 'closed' | 'open' | 'paused';
  officer: string | null;
  openedAt: number | null;
  pausedAt: number | null;
  pauseReason: PauseReason | null;
  /** The ticket called to or served at this desk. */
  ticket: string | null;
};

export type Appointment = {
  id: string;
  /** Four digits on the slip, unique among those still to come. */
  code: string;
  day: ServiceDay;
  at: number;
  service: string;
  people: number;
  state: 'booked' | 'arrived' | 'cancelled' | 'missed';
  ticket: string | null;
};

/** What undo needs: how the ticket and its desk were before the last action at a desk. */
export type UndoPoint = {
  desk: string;
  action: string;
  at: number;
  ticketBefore: Ticket;
  /** The version the action left; undo is refused when the ticket has moved on since. */
  versionAfter: number;
  deskBefore: DeskState;
  overtook: readonly string[];
  turn: { key: string; before: Turn } | null;
};

/** Interleaving: how many priority and regular calls the present round of a set of services has had. */
export type Turn = { priority: number; regular: number };

/** Everything the queue knows of the running service day, a function of its events. Never mutated. */
export type QueueState = {
  day: ServiceDay | null;
  tickets: ReadonlyMap<string, Ticket>;
  desks: ReadonlyMap<string, DeskState>;
  appointments: ReadonlyMap<string, Appointment>;
  /** Highest number given out or kept, by letter. */
  counters: ReadonlyMap<string, number>;
  /** Calls made this day. */
  calls: number;
  turns: ReadonlyMap<string, Turn>;
  undo: ReadonlyMap<string, UndoPoint>;
  /** Numbers are no longer given out today (`at` = since when). */
  closedAt: number | null;
  /** After a restore: the last paper numbers must be typed before counting goes on. */
  countersUnknown: boolean;
};

/** The queue's events. Payloads hold no personal data. */
export type QueueEvent =
  | { type: 'day.opened'; data: { day: ServiceDay } }
  | { type: 'day.closed'; data: { at: number } }
  | { type: 'day.reopened'; data: Record<string, never> }
  | { type: 'counters.unknown'; data: Record<string, never> }
  | { type: 'counters.set'; data: { counters: Record<string, number> } }
  | {
      type: 'ticket.issued';
      data: {
        ticket: string;
        day: ServiceDay;
        letter: string;
        counter: number;
        service: string;
        people: number;
        priority: PriorityGroup | null;
        priorityReason: PriorityReason | null;
        appointment: string | null;
        source: TicketSource;
        printing: Printing;
        person: string | null;
        issuedAt: number;
      };
    }
  | {
      type: 'ticket.called';
      data: {
        ticket: string;
        desk: string;
        officer: string;
        reason: OrderReason;
        chosen: ChosenReason | null;
        overtook: string[];
        turn: { key: string; turn: Turn } | null;
      };
    }
  | { type: 'ticket.recalled'; data: { ticket: string } }
  | { type: 'ticket.started'; data: { ticket: string } }
  | { type: 'ticket.done'; data: { ticket: string; work: WorkLine[]; forgotten: boolean } }
  /** Served while the power was off and entered later; `at` is when it ended. */
  | { type: 'ticket.servedOnPaper'; data: { ticket: string; at: number; work: WorkLine[] } }
  | { type: 'ticket.absent'; data: { ticket: string } }
  | { type: 'ticket.returned'; data: { ticket: string; returnAt: number } }
  | { type: 'ticket.parked'; data: { ticket: string } }
  | { type: 'ticket.back'; data: { ticket: string } }
  | { type: 'ticket.transferred'; data: { ticket: string; service: string; forDesk: string | null } }
  | { type: 'ticket.cancelled'; data: { ticket: string; reason: CancelReason } }
  | { type: 'ticket.voided'; data: { ticket: string; reason: VoidReason } }
  | { type: 'ticket.printing'; data: { ticket: string; printing: Printing } }
  | {
      type: 'ticket.changed';
      data: {
        ticket: string;
        people: number;
        priority: PriorityGroup | null;
        priorityReason: PriorityReason | null;
        person: string | null;
      };
    }
  | { type: 'desk.opened'; data: { desk: string; officer: string } }
  | { type: 'desk.closed'; data: { desk: string } }
  | { type: 'desk.paused'; data: { desk: string; reason: PauseReason } }
  | { type: 'desk.resumed'; data: { desk: string } }
  | { type: 'desk.handedOver'; data: { desk: string; officer: string } }
  | { type: 'action.undone'; data: { desk: string; ticket: string; action: string } }
  | {
      type: 'appointment.booked';
      data: { appointment: string; code: string; day: ServiceDay; at: number; service: string; people: number };
    }
  | { type: 'appointment.cancelled'; data: { appointment: string } };

export type QueueFailure = {
  type:
    | 'UnknownTicket'
    | 'UnknownDesk'
    | 'UnknownService'
    | 'UnknownAppointment'
    | 'StaleTicket'
    | 'TicketNotWaiting'
    | 'TicketNotAtDesk'
    | 'TicketNotCalled'
    | 'TicketNotServing'
    | 'TicketNotParked'
    | 'TicketNotAbsent'
    | 'TicketFinished'
    | 'DeskNotOpen'
    | 'DeskBusy'
    | 'DeskTaken'
    | 'OfficerAtOtherDesk'
    | 'NobodyWaiting'
    | 'NotServedAtDesk'
    | 'NoShowTooEarly'
    | 'NothingToUndo'
    | 'UndoTooLate'
    | 'NumbersExhausted'
    | 'IssuingClosed'
    | 'OfficeClosed'
    | 'CountersUnknown'
    | 'CountersBelow'
    | 'PaperTimeInvalid'
    | 'PaperNumberTaken'
    | 'SlotTaken'
    | 'SlotInvalid'
    | 'AppointmentNotToday'
    | 'WorkInvalid'
    | 'ReasonNeeded';
};

/** A number as it was given out: on which service day, when (UTC ms), for which service, for how many people. */
export type Arrival = { day: ServiceDay; at: number; service: string; people: number };
