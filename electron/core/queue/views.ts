import type { Service } from '../office/settings.ts';
import type {
  Appointment,
  DeskState,
  OrderReason,
  PriorityGroup,
  PriorityReason,
  TicketState,
  WorkLine,
} from './types.ts';

/** A P10–P90 range of the call, instants in UTC ms rounded outward to 5 minutes; null when nobody can serve it now. */
export type Range = { from: number; to: number } | null;
/** A P10–P90 wait in minutes rounded outward to 5; `low` 0 and `high` 5 read as "under 5 minutes". */
export type WaitRange = { low: number; high: number } | null;

/** What the big screen shows; never a name, never a personal number. */
export type BoardView = {
  now: number;
  office: { name: string; phone: string };
  /** Newest first; the first is the one being called. `call` grows with each call and recall: a new value rings. */
  called: { number: string; desk: string; call: number; times: number; kind: 'call' | 'priority' | 'transfer' }[];
  next: { number: string; tag: 'priority' | 'appointment' | 'returned' | null; range: Range }[];
  waiting: number;
  desksOpen: number;
  /** By the published roster, with how many people are on duty at the desks; else by the opening hours. */
  shift: { name: string; from: string; to: string; people: number | null } | null;
  notices: string[];
  /** Set when numbers are no longer given out today: the last number of each letter. */
  closed: { lastNumbers: string[] } | null;
  sound: { volume: number; voice: boolean };
};

export type TakeService = Pick<Service, 'id' | 'letter' | 'name' | 'hint' | 'bring' | 'pictogram'> & {
  waiting: number;
  wait: WaitRange;
  /** Numbers are given; or why not: those waiting no longer fit in the time left, or no desk serves it today. */
  open: boolean;
};

export type Slot = { day: string; at: number };

export type TakeView = {
  now: number;
  office: { name: string; phone: string };
  services: TakeService[];
  /** Letters a number can begin with today, in order: of the services offered, and of tickets officers gave for others. */
  letters: string[];
  /** 'open': numbers are given out. 'closed': outside hours or holiday. 'ended': no more numbers today. 'blocked': an officer must act first (after a restore, a doubtful clock). */
  status: 'open' | 'closed' | 'ended' | 'blocked';
  opensAt: number | null;
  /** Free appointment slots on coming days, offered when numbers are no longer given out (at most 6). */
  slots: Slot[];
  sound: { volume: number; voice: boolean };
};

/** What the ticket paper and the last page of `take` show. */
export type IssuedView = {
  ticket: string;
  number: string;
  service: { id: string; name: Service['name']; bring: Service['bring'] };
  people: number;
  ahead: number;
  range: Range;
  wait: WaitRange;
  issuedAt: number;
  office: string;
  /** Waiting, called (go to `desk`), … so that a re-found ticket says what to do. */
  state: TicketState;
  /** Where it is called or served; of a waiting ticket the only desk that will call it, after a transfer to a desk. */
  desk: string | null;
  /** The time of its appointment (UTC ms). */
  appointmentAt: number | null;
  /** Issued on an earlier day and kept overnight. */
  kept: boolean;
};

export type BookedView = {
  code: string;
  day: string;
  at: number;
  service: Service['name'];
  bring: Service['bring'];
  office: string;
};

export type LineRow = {
  ticket: string;
  version: number;
  number: string;
  service: string;
  people: number;
  priority: PriorityGroup | null;
  priorityReason: PriorityReason | null;
  /** From the scanned card, when there is one. */
  age: number | null;
  appointmentAt: number | null;
  issuedAt: number;
  range: Range;
  /** Why it stands where it stands; null for an ordinary place in the line. */
  reason: OrderReason | null;
  /** Labels of the desks that could call it, when this desk cannot. */
  otherDesks: string[];
  kept: boolean;
};

export type PersonView = {
  personalNumber: string | null;
  formerIdNumber: string | null;
  fullName: string | null;
  birthDate: string | null;
  sex: 'male' | 'female' | null;
  address: string | null;
  readAt: number;
  source: 'qr' | 'mrz' | 'typed';
  /** Codes of people/: 'sexMismatch', 'cardExpired', … */
  warnings: string[];
};

export type AtDesk = {
  ticket: string;
  version: number;
  number: string;
  service: string;
  state: 'called' | 'serving';
  people: number;
  priority: PriorityGroup | null;
  priorityReason: PriorityReason | null;
  issuedAt: number;
  calledAt: number;
  lastCallAt: number;
  calls: number;
  startedAt: number | null;
  /** Usual minutes of the service (low–high). */
  usual: { low: number; high: number };
  /** "Vắng mặt" is allowed from this instant; null until the number was called often enough. */
  absentFrom: number | null;
  person: PersonView | null;
  /** "Xong" filled in beforehand from service and card. */
  work: WorkLine[];
};

export type DeskRow = {
  id: string;
  label: string;
  services: string[];
  status: DeskState['status'];
  officer: string | null;
  /** Opened by, or handed over to, the officer who asks. */
  mine: boolean;
  pauseReason: DeskState['pauseReason'];
  number: string | null;
  numberState: 'called' | 'serving' | null;
};

export type AsideRow = {
  ticket: string;
  version: number;
  number: string;
  service: string;
  state: 'parked' | 'no_show';
  since: number;
  people: number;
};

export type Alert =
  | { type: 'clockBack'; byMs: number }
  | { type: 'clockDoubtful'; lastAt: number }
  | { type: 'countersUnknown' }
  | { type: 'secondBackupOld'; days: number | null }
  | { type: 'backupFailed' }
  /** Days whose summary was due at the superior office and has no receipt; told to leaders. */
  | { type: 'summaryOverdue'; days: number }
  | { type: 'databaseDamaged' }
  | { type: 'diskFull' }
  | { type: 'printFailed'; number: string; ticket: string; version: number };

/** Everything the officer's working screen shows. */
export type StaffView = {
  now: number;
  office: string;
  me: { id: string; name: string; rank: string; role: Role };
  /** The desk this device stands at; null until one is chosen. */
  desk: DeskRow | null;
  atDesk: AtDesk | null;
  /** What F2 would call. */
  next: { number: string; ticket: string; reason: OrderReason; issuedAt: number } | null;
  line: LineRow[];
  longest: { priority: number | null; regular: number | null };
  aside: AsideRow[];
  appointments: Pick<Appointment, 'id' | 'code' | 'at' | 'service' | 'people'>[];
  desks: DeskRow[];
  /** By the published roster: the shift, who is on duty in it, and how many desks are to be open; null where there is none. */
  duty: { shift: { name: string; to: string } | null; people: string[]; desks: number } | null;
  services: Service[];
  today: Today;
  undo: { action: string; number: string; until: number } | null;
  closed: { at: number; lastNumbers: string[] } | null;
  closesAt: number | null;
  alerts: Alert[];
  backup: { lastAt: number | null; secondAt: number | null };
};

export type Role = 'officer' | 'leader' | 'chief' | 'administrator';

/** The day in figures; waits in minutes. Hours are those of the office's day (7–22). */
export type Today = {
  issued: number;
  served: number;
  absent: number;
  waiting: number;
  waitMedian: number | null;
  waitP90: number | null;
  byHour: { hour: number; arrived: number; served: number; waiting: number; desks: number }[];
};

/** Letter G: the day's figures for leaders. */
export type FiguresRow = {
  key: string;
  label: string;
  issued: number;
  served: number;
  absent: number;
  waiting: number;
  waitMedian: number | null;
  waitP90: number | null;
  serviceMedian: number | null;
};

export type DayFigures = {
  day: string;
  total: FiguresRow;
  byService: FiguresRow[];
  byDesk: FiguresRow[];
  byHour: (FiguresRow & { hour: number; desks: number })[];
  /** Each quarter of an hour: how many waited and how many desks were open. */
  curve: { at: number; waiting: number; desks: number }[];
  work: { procedure: string; ageBand: string; outcome: string; count: number }[];
};
