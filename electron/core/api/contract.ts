import type { AskingStation } from '../district/enrolment.ts';
import type { KeyRow, StationRow } from '../district/store.ts';
import type { Drive } from '../kernel/ports.ts';
import type { Settings } from '../office/settings.ts';
import type { TicketState } from '../queue/types.ts';
import type { BookedView, IssuedView, PersonView, Role, WaitRange } from '../queue/views.ts';
import type { SuperiorFile } from '../summary/exchange.ts';

import type { Paper } from '../summary/paper.ts';
import type { EnteredFigures, Summary } from '../summary/summary.ts';

/** What a station is: an office with a line, its mobile team, or the superior office of many. */
export type StationRole = 'office' | 'mobile' | 'district';

export const SCREENS = ['staff', 'board', 'take'] as const;
/** A kind of screen: each is a paired device with its own rights. */
export type Screen = (typeof SCREENS)[number];

/** What a screen learns first: whether there is an office at all, whether it is paired, who is signed in. */
export type Hello = {
  setUp: boolean;
  /** Before the set-up: what it will become. */
  role: StationRole;
  office: string;
  screen: Screen;
  paired: boolean;
  /** On this machine itself. */
  loopback: boolean;
  /** A window of the kiosk: set up without a code, prints by itself, is left by PIN. */
  kiosk: boolean;
  session: { officer: string; name: string; rank: string; role: Role } | null;
  /** Set while somebody is signed in whom the published roster does not have now, and who has not said why; the shift that runs. */
  why: { shift: string | null } | null;
  /** A demo office may be thrown away; the screens say so. */
  demo: boolean;
  /** Set while this program plays a demo for the person before it: how to sign in by one touch. */
  play: { officer: string; pin: string } | null;
};

/** A view and how fast the office's time runs after its `now`: 1 in a real office, 30 in a demo, 0 while it is paused. */
export type Paced<View> = View & { pace: number };

/** What the bar of a playing demo shows. */
export type DemoState = Paced<{ now: number }> & {
  /** The speed chosen, also while it is paused (`pace` 0). */
  speed: number;
  /** Every desk is open: there is no further one. */
  allOpen: boolean;
  /** What a new person is told for the service with the longest wait, and for some seconds after a desk was added what it was before. */
  longest: { service: string; wait: WaitRange; before: WaitRange } | null;
};

export type OfficerRow = {
  id: string;
  name: string;
  rank: string;
  role: Role;
  active: boolean;
  lastSignIn: number | null;
  lockedUntil: number | null;
};
export type DeviceRow = {
  id: string;
  screen: Screen;
  name: string;
  desk: string | null;
  pairedAt: number;
  lastSeen: number | null;
  revoked: boolean;
};
export type PairingRequest = { id: string; screen: Screen; code: string; askedAt: number };

export type SetupInput = {
  code: string;
  office: Settings['office'];
  services: string[];
  desks: number;
  administrator: { name: string; rank: string; pin: string };
  officers: { name: string; rank: string; role: Role; pin: string }[];
};

/** What the kiosk's machine offers: its printers, and what other machines need to open its screens; null while LAN is off. */
export type KioskState = {
  printers: string[];
  lan: { urls: string[]; pin: string } | null;
};

/** A paper as the screen drew it; the kiosk prints it from a hidden window. */
export type PaperInput = {
  /** The ticket on it, whose state then says whether it came out; null for a slip or a sample. */
  ticket: string | null;
  html: string;
  /** Paths of the screen's own style sheets. */
  styles: string[];
  heightMm: number;
};

/** The procedures of resources/procedures.json as the screens need them. */
export type ProcedureRow = {
  code: string;
  name: { vi: string; en: string };
  group: string;
  minutes: { low: number; high: number };
  enabled: boolean;
};

/** A file made for whoever asked, to be saved by the browser. */
export type SavedFile = { name: string; type: string; base64: string };

/** What a screen gets back of a queue command. */
export type CommandDone = { ticket: string | null; issued: IssuedView | null; booked: BookedView | null };

/** What a scan at `take` turned out to be. The raw text is dropped at once; `person` is a random id. */
export type TakeScan =
  | { kind: 'card'; person: string; elderly: boolean }
  | { kind: 'ticket'; issued: IssuedView }
  | { kind: 'appointment'; code: string };

/** What a scan (or a typed number) at a desk turned out to be. */
export type StaffScan =
  | { kind: 'attached'; ticket: string; number: string; warnings: string[] }
  | { kind: 'person'; person: string; view: PersonView; age: number | null }
  | { kind: 'ticket'; ticket: string; number: string; state: TicketState; version: number }
  | { kind: 'appointment'; code: string };

export type SearchHit = {
  ticket: string;
  version: number;
  number: string;
  day: string;
  state: TicketState;
  name: string | null;
};

/** What an officer types when there is no card to scan. */
export type TypedPerson = {
  personalNumber: string;
  fullName: string;
  birthDate: string | null;
  sex: 'male' | 'female' | null;
};

/**
 * A day's summary on its way: today while it runs; not closed though it is over; closed; opened again for a correction;
 * lost by a restore, so that a person has to look at it before it is closed.
 */
export type SummaryState = 'running' | 'open' | 'closed' | 'reopened' | 'lost';

export type SummaryStanding = {
  day: string;
  state: SummaryState;
  /** Something was counted after the day was closed: the clock closes it again, or the chief does. */
  changed: boolean;
  /** Its time has come and no superior office has answered. */
  overdue: boolean;
};

/** A day in the list of the last ones. */
export type SummaryDayRow = SummaryStanding & {
  /** "Không có phát sinh"; null before it was closed. */
  nothing: boolean | null;
  /** Number of its newest bundle: `12`, or `1795572000.3` after a restore; null while there is none. */
  bundle: string | null;
  /** When the superior office accepted that bundle. */
  receivedAt: number | null;
};

/** A bundle of the day; `madeAt` is null for one that a restore has lost here and a receipt still names. */
export type SummaryBundle = {
  label: string;
  manifest: string;
  madeAt: number | null;
  replaces: string | null;
  receivedAt: number | null;
};

/** A day with everything the closing form needs. */
export type SummaryDay = SummaryStanding & {
  /** The summary as it was closed, or a draft of how the day stands. */
  summary: Summary;
  /** The report's number in its year; null until the day is closed for the first time. */
  number: number | null;
  /** What was typed last on a day before: offered, never taken over by itself. */
  suggestion: { day: string; entered: EnteredFigures } | null;
  /** Oldest first. */
  bundles: SummaryBundle[];
};

/** What came of one round of taking bundles; `at` in UTC ms, `failure` null when it went through. */
export type IntakeRound = { at: number; failure: string | null; accepted: number; already: number; refused: number };

/** How bundles come in at a superior office without a person, beside the network door. */
export type IntakeState = {
  /** Null: none is watched. `last` is null before the first round. */
  folder: { path: string; busy: boolean; last: IntakeRound | null } | null;
  /** The sticks that are plugged in; `last` is null for one without bundles. */
  sticks: { id: string; label: string; state: Drive['state']; last: IntakeRound | null }[];
};

/** The stations of a superior office and its own files. */
export type StationsView = {
  today: string;
  /** Its files so far, oldest first; the last one is what new stations get. */
  issued: { name: string; text: string; file: SuperiorFile }[];
  stations: (Omit<StationRow, 'file'> & { keys: Omit<KeyRow, 'station' | 'publicKey'>[] })[];
};

/** A station that waits for the telephone call: what its file says, and the file itself. */
export type AskingFile = { text: string; asking: AskingStation };

/** The day with the words in which it is printed for the superior office. */
export type SummaryPage = SummaryDay & { paper: Paper };

/** The day's report as a file: for the superior office, for Đảng ủy and UBND (counts only), for machines. */
export const DOCUMENT_FORMS = ['docx', 'xlsx', 'partyDocx', 'partyXlsx', 'json', 'csv'] as const;
export type DocumentForm = (typeof DOCUMENT_FORMS)[number];
export type DocumentFile = { name: string; type: string; base64: string };
