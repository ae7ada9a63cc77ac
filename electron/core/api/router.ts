import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { DEMO_SPEEDS, type DemoSpeed } from '../demo/speeds.ts';
import type { District } from '../district/district.ts';
import type { SuperiorOffice } from '../district/enrolment.ts';
import type { CarriedFile } from '../kernel/ports.ts';
import type { Result } from '../kernel/result.ts';
import { isDay, type ServiceDay } from '../kernel/time.ts';
import type { Section, Settings } from '../office/settings.ts';
import { sectionSchemas, type TargetSetting, targetSchema } from '../office/settings.ts';
import { type StaffCommand, staffCommandSchema, type TakeCommand, takeCommandSchema } from '../queue/commands.ts';
import type { BoardView, BookedView, DayFigures, IssuedView, Role, StaffView, TakeView } from '../queue/views.ts';
import type { DutyDay } from '../roster/actual.ts';
import { isPeriod, mayRun, rosterCommandSchema } from '../roster/commands.ts';
import { PRESENCE_REASONS, type PresenceReason } from '../roster/events.ts';
import { type Letterhead, ROSTER_FORMS, type RosterForm } from '../roster/paper.ts';
import { type RosterSettings, rosterSchema } from '../roster/settings.ts';
import type { HourNeed, RosterCommand, RosterView } from '../roster/views.ts';
import type { EnrolmentState, PendingSuperior, SuperiorPreview } from '../summary/enrolment.ts';
import { superiorSchema } from '../summary/exchange.ts';
import type { WayUpView } from '../summary/outbox.ts';
import { type EnteredFigures, enteredSchema } from '../summary/summary.ts';
import type {
  AskingFile,
  CommandDone,
  DemoState,
  DeviceRow,
  DocumentFile,
  DocumentForm,
  Hello,
  IntakeState,
  KioskState,
  OfficerRow,
  Paced,
  PairingRequest,
  PaperInput,
  ProcedureRow,
  SavedFile,
  Screen,
  SearchHit,
  SetupInput,
  StaffScan,
  StationsView,
  SummaryDayRow,
  SummaryPage,
  TakeScan,
  TypedPerson,
} from './contract.ts';
import { DOCUMENT_FORMS } from './contract.ts';

/** Who asks: stamped by the door (cookies over HTTP) or by the Electron shell (the window's own identity). */
export type Caller = {
  screen: Screen;
  loopback: boolean;
  /** The paired device; null when this screen is not paired (on loopback `board` needs none). */
  device: string | null;
  /** A window of the kiosk, as only the shell can say. */
  kiosk: boolean;
  session: { id: string; officer: string; role: Role } | null;
};

/** Set-Cookie instructions a procedure leaves for the door. */
export type Grants = { device?: string; session?: string | null };

/** A period of the roster as a file; `officer`: of one officer only (iCalendar). */
export type RosterFileInput = { from: ServiceDay; to: ServiceDay; form: RosterForm; officer: string | null };

/** What the router needs behind it; assembled in app.ts from the features. */
export type App = {
  hello(caller: Caller, grants: Grants): Hello;
  changes(caller: Caller, signal: AbortSignal): AsyncIterable<number>;
  setup: {
    options(): { settings: Settings; procedures: ProcedureRow[] };
    complete(input: SetupInput, caller: Caller, grants: Grants): Promise<Result<{ recoveryKey: string }>>;
    demo(code: string, caller: Caller, grants: Grants): Promise<Result<{ recoveryKey: string; pin: string }>>;
  };
  pairing: {
    ask(screen: Screen): Result<PairingRequest>;
    claim(request: string, grants: Grants): 'waiting' | 'paired' | 'gone';
    recover(recoveryKey: string, caller: Caller, grants: Grants): Result<null>;
  };
  session: {
    /** Those on duty now by the published roster first. */
    officers(): { id: string; name: string; rank: string; onShift: boolean }[];
    signIn(officer: string, pin: string, caller: Caller, grants: Grants): Promise<Result<{ role: Role }>>;
    signOut(caller: Caller, grants: Grants): void;
    resetAdministrator(recoveryKey: string, pin: string): Promise<Result<null>>;
  };
  board: { view(): Paced<BoardView> };
  take: {
    view(): Paced<TakeView>;
    run(key: string, command: TakeCommand, caller: Caller): Result<CommandDone>;
    find(text: string): Result<IssuedView>;
    scan(raw: string): Result<TakeScan>;
  };
  staff: {
    view(desk: string | null, caller: Caller): Paced<StaffView>;
    run(key: string, command: StaffCommand, caller: Caller): Result<CommandDone>;
    scan(raw: string, desk: string | null, caller: Caller): Result<StaffScan>;
    typePerson(ticket: string, person: TypedPerson, caller: Caller): Result<{ warnings: string[] }>;
    search(text: string): SearchHit[];
    ticket(ticket: string): Result<IssuedView>;
    booked(appointment: string): Result<BookedView>;
    slots(service: string, day: string): { at: number; free: number }[];
    confirmClock(caller: Caller): Result<null>;
  };
  figures: { day(day: string): DayFigures & { shifts: DutyDay } };
  summary: {
    days(): SummaryDayRow[];
    day(day: string): Result<SummaryPage>;
    document(day: string, form: DocumentForm): Promise<Result<DocumentFile>>;
    toStick(day: string, form: DocumentForm): Promise<Result<{ name: string }>>;
    enter(day: string, entered: EnteredFigures, caller: Caller): Result<null>;
    remark(day: string, text: string, caller: Caller): Result<null>;
    close(day: string, caller: Caller): Result<null>;
    reopen(day: string, caller: Caller): Result<null>;
  };
  settings: {
    get(): { settings: Settings; procedures: ProcedureRow[] };
    set<S extends Section>(section: S, value: Settings[S], caller: Caller): Result<null>;
  };
  roster: {
    view(from: string, to: string, caller: Caller): RosterView;
    run(key: string, command: RosterCommand, caller: Caller): Result<null>;
    generate(from: string, to: string, seconds: number, caller: Caller): Result<null>;
    stop(): void;
    setRules(value: RosterSettings, caller: Caller): Result<null>;
    need(from: string, to: string): Promise<HourNeed[]>;
    givePresence(reason: PresenceReason, caller: Caller): Result<null>;
    /** What stands above and below it on paper. */
    letterhead(): Letterhead;
    file(file: RosterFileInput, caller: Caller): Promise<Result<DocumentFile>>;
    toStick(file: RosterFileInput, caller: Caller): Promise<Result<{ name: string }>>;
  };
  officers: {
    list(): OfficerRow[];
    add(
      officer: { name: string; rank: string; role: Role; pin: string },
      caller: Caller,
    ): Promise<Result<{ id: string }>>;
    change(
      officer: { id: string; name: string; rank: string; role: Role; active: boolean },
      caller: Caller,
    ): Result<null>;
    resetPin(officer: string, pin: string, caller: Caller): Promise<Result<null>>;
    changeOwnPin(oldPin: string, newPin: string, caller: Caller): Promise<Result<null>>;
  };
  devices: {
    list(): DeviceRow[];
    requests(): PairingRequest[];
    approve(request: string, name: string, desk: string | null, caller: Caller): Result<null>;
    refuse(request: string, caller: Caller): void;
    revoke(device: string, caller: Caller): Result<null>;
  };
  superior: {
    state(): EnrolmentState;
    read(text: string): Result<SuperiorPreview>;
    fromStick(): Promise<Result<{ text: string; preview: SuperiorPreview }>>;
    toStick(what: 'answer' | 'keyChange'): Promise<Result<null>>;
    answer(text: string, caller: Caller): Promise<Result<PendingSuperior>>;
    confirm(caller: Caller): Result<null>;
    drop(caller: Caller): Result<null>;
    takeOver(text: string, caller: Caller): Result<null>;
    end(day: string, caller: Caller): Result<null>;
    changeKey(day: string): Result<null>;
  };
  wayUp: {
    view(): WayUpView;
    sendNow(target: string | null): Promise<Result<null>>;
    sendAgain(target: string): Promise<Result<null>>;
    eject(): Promise<Result<null>>;
    /** For the settings: which ways have a password (never the password), and which ones the superior office offers. */
    ways(): { secrets: string[]; offered: TargetSetting[] };
    test(target: TargetSetting, secret: string | null): Promise<Result<null>>;
    hostKey(host: string, port: number): Promise<Result<string>>;
    setSecret(target: string, value: string): Result<null>;
  };
  backup: { now(caller: Caller): Promise<Result<{ file: string }>> };
  /** Null where this is no superior office. */
  district: DistrictControl | null;
  /** Null unless this program plays a demo. */
  demo: DemoControl | null;
  /** Null on the station host. */
  kiosk: {
    state(): Promise<KioskState>;
    print(paper: PaperInput, caller: Caller): Promise<Result<null>>;
    leave(pin: string, caller: Caller): Promise<Result<null>>;
  } | null;
};

/** What the superior office's screen asks. */
export type DistrictControl = Pick<District, 'views' | 'confirmEpoch'> & {
  /** A period's roll-up as `.xlsx`. */
  rollUpFile(from: string, to: string): Promise<Result<SavedFile>>;
  intake: { state(): Promise<IntakeState>; look(): void; eject(drive: string): Promise<Result<null>> };
  /** Where other machines find this one, and its pin; null while the door to the network is shut. */
  lan(): KioskState['lan'];
  /** The stations below, and the files by which they and this office know each other. */
  stations: Pick<SuperiorOffice, 'issue' | 'ask' | 'confirm' | 'refuse' | 'endStation' | 'endKey'> & {
    list(): Promise<Result<StationsView>>;
    /** The words of a station that waits for the call: each takes a third of a second, so only of one. */
    asking(station: string): Promise<Result<AskingFile>>;
    /** The stations' files on the host's stick, unread. */
    fromStick(): Promise<Result<CarriedFile[]>>;
    /** Writes this office's newest file on the host's stick. */
    toStick(): Promise<Result<null>>;
  };
};

/** The knobs of a playing demo. */
export type DemoControl = {
  state(): DemoState;
  setSpeed(speed: DemoSpeed): void;
  pause(paused: boolean): void;
  addDesk(): Result<null>;
};

type Context = { app: App; caller: Caller; grants: Grants };

const t = initTRPC.context<Context>().create({
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
  // The stack would name files of this machine to whoever asks.
  errorFormatter: ({ shape }) => ({ ...shape, data: { code: shape.data.code, httpStatus: shape.data.httpStatus } }),
});

/** Anyone who reaches the door: first look, set-up and pairing only. */
const open = t.procedure;

/** Only at the `staff` screen of this machine itself. */
const local = t.procedure.use(({ ctx, next }) => {
  if (!ctx.caller.loopback || ctx.caller.screen !== 'staff') throw new TRPCError({ code: 'FORBIDDEN' });
  return next();
});

const rank: Record<Role, number> = { officer: 0, leader: 1, chief: 2, administrator: 3 };

/** A paired screen of one of these kinds; `board` on this machine needs no pairing. */
function screens(...kinds: Screen[]) {
  return t.procedure.use(({ ctx, next }) => {
    const { screen, device, loopback } = ctx.caller;
    if (!kinds.includes(screen)) throw new TRPCError({ code: 'FORBIDDEN' });
    if (device === null && !(screen === 'board' && loopback)) throw new TRPCError({ code: 'PRECONDITION_FAILED' });
    return next();
  });
}

/** Somebody at this machine while it plays a demo; in a real office there is nothing here. */
const demo = t.procedure.use(({ ctx, next }) => {
  if (ctx.app.demo === null || !ctx.caller.loopback) throw new TRPCError({ code: 'FORBIDDEN' });
  return next({ ctx: { control: ctx.app.demo } });
});

/** A signed-in officer of at least this role on a paired staff device. */
function officer(atLeast: Role) {
  return screens('staff').use(({ ctx, next }) => {
    if (!ctx.caller.session) throw new TRPCError({ code: 'UNAUTHORIZED' });
    if (rank[ctx.caller.session.role] < rank[atLeast]) throw new TRPCError({ code: 'FORBIDDEN' });
    return next();
  });
}

/** An officer of a superior office; at a commune's there is nothing here. */
function superior(atLeast: Role) {
  return officer(atLeast).use(({ ctx, next }) => {
    if (ctx.app.district === null) throw new TRPCError({ code: 'FORBIDDEN' });
    return next({ ctx: { district: ctx.app.district } });
  });
}

/** What only a window of the kiosk may ask. */
const kiosk = t.middleware(({ ctx, next }) => {
  if (!ctx.caller.kiosk || ctx.app.kiosk === null) throw new TRPCError({ code: 'FORBIDDEN' });
  return next({ ctx: { kiosk: ctx.app.kiosk } });
});

/** A locked staff screen prints nothing. */
const unlocked = t.middleware(({ ctx, next }) => {
  if (ctx.caller.screen === 'staff' && !ctx.caller.session) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next();
});

const text = (max: number) => z.string().max(max);
const pin = z.string().regex(/^\d{6,12}$/);
const id = z.string().min(1).max(40);
/** A password, or the text of a private key. */
const secret = text(8000);
const role = z.enum(['officer', 'leader', 'chief', 'administrator']);
const rankName = z.string().trim().max(30);
const personName = z.string().trim().min(1).max(60);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const calendarDay = day.refine(isDay);
const period = z.object({ from: calendarDay, to: calendarDay });
/** At most two months: what is asked for at each change must not grow. */
const rosterPeriod = period.refine(({ from, to }) => isPeriod(from, to));

const rosterFile = z
  .object({ ...period.shape, form: z.enum(ROSTER_FORMS), officer: id.nullable() })
  .refine(({ from, to }) => isPeriod(from, to));

const commandKey = z.string().regex(/^[A-Za-z0-9_-]{16,40}$/);
/** A signed file of enrolment; a true one has some 2,000 letters. */
const carriedFile = z.object({ text: text(64_000) });
const newOfficer = z.object({ name: personName, rank: rankName, role, pin });

/** Names the first field that is wrong. */
function invalidSetting(error: z.ZodError) {
  return { ok: false as const, error: { type: 'SettingInvalid', field: error.issues[0]?.path.join('.') ?? '' } };
}

/** Every question a screen may ask. Expected failures come back as values; only a missing right is an error. */
export const router = t.router({
  hello: open.query(({ ctx }) => ctx.app.hello(ctx.caller, ctx.grants)),

  /** "Changed, version n": screens refetch, so a missed one costs nothing. */
  changes: screens('staff', 'board', 'take').subscription(async function* ({ ctx, signal }) {
    for await (const version of ctx.app.changes(ctx.caller, signal ?? new AbortController().signal)) yield version;
  }),

  setup: t.router({
    options: local.query(({ ctx }) => ctx.app.setup.options()),
    complete: local
      .input(
        z.object({
          code: text(20),
          office: sectionSchemas.office,
          services: z.array(text(30)).max(12),
          desks: z.int().min(0).max(20),
          administrator: z.object({ name: personName, rank: rankName, pin }),
          officers: z.array(newOfficer).max(30),
        }),
      )
      .mutation(({ ctx, input }) => ctx.app.setup.complete(input, ctx.caller, ctx.grants)),
    demo: local
      .input(z.object({ code: text(20) }))
      .mutation(({ ctx, input }) => ctx.app.setup.demo(input.code, ctx.caller, ctx.grants)),
  }),

  pairing: t.router({
    ask: open.mutation(({ ctx }) => ctx.app.pairing.ask(ctx.caller.screen)),
    claim: open
      .input(z.object({ request: id }))
      .mutation(({ ctx, input }) => ctx.app.pairing.claim(input.request, ctx.grants)),
    recover: local
      .input(z.object({ recoveryKey: text(80) }))
      .mutation(({ ctx, input }) => ctx.app.pairing.recover(input.recoveryKey, ctx.caller, ctx.grants)),
  }),

  session: t.router({
    officers: screens('staff').query(({ ctx }) => ctx.app.session.officers()),
    signIn: screens('staff')
      .input(z.object({ officer: id, pin: text(12) }))
      .mutation(({ ctx, input }) => ctx.app.session.signIn(input.officer, input.pin, ctx.caller, ctx.grants)),
    signOut: screens('staff').mutation(({ ctx }) => ctx.app.session.signOut(ctx.caller, ctx.grants)),
    resetAdministrator: screens('staff')
      .input(z.object({ recoveryKey: text(80), pin }))
      .mutation(({ ctx, input }) => ctx.app.session.resetAdministrator(input.recoveryKey, input.pin)),
  }),

  board: t.router({ view: screens('board').query(({ ctx }) => ctx.app.board.view()) }),

  take: t.router({
    view: screens('take').query(({ ctx }) => ctx.app.take.view()),
    run: screens('take')
      .input(z.object({ key: commandKey, command: takeCommandSchema }))
      .mutation(({ ctx, input }) => ctx.app.take.run(input.key, input.command, ctx.caller)),
    find: screens('take')
      .input(z.object({ text: text(20) }))
      .mutation(({ ctx, input }) => ctx.app.take.find(input.text)),
    scan: screens('take')
      .input(z.object({ raw: text(1000) }))
      .mutation(({ ctx, input }) => ctx.app.take.scan(input.raw)),
  }),

  staff: t.router({
    view: officer('officer')
      .input(z.object({ desk: id.nullable() }))
      .query(({ ctx, input }) => ctx.app.staff.view(input.desk, ctx.caller)),
    run: officer('officer')
      .input(z.object({ key: commandKey, command: staffCommandSchema }))
      .mutation(({ ctx, input }) => ctx.app.staff.run(input.key, input.command, ctx.caller)),
    scan: officer('officer')
      .input(z.object({ raw: text(1000), desk: id.nullable() }))
      .mutation(({ ctx, input }) => ctx.app.staff.scan(input.raw, input.desk, ctx.caller)),
    typePerson: officer('officer')
      .input(
        z.object({
          ticket: id,
          person: z.object({
            personalNumber: text(16),
            fullName: text(100),
            birthDate: day.nullable(),
            sex: z.enum(['male', 'female']).nullable(),
          }),
        }),
      )
      .mutation(({ ctx, input }) => ctx.app.staff.typePerson(input.ticket, input.person, ctx.caller)),
    /** A mutation, so that what is searched for is never part of a URL. */
    search: officer('officer')
      .input(z.object({ text: text(60) }))
      .mutation(({ ctx, input }) => ctx.app.staff.search(input.text)),
    ticket: officer('officer')
      .input(z.object({ ticket: id }))
      .query(({ ctx, input }) => ctx.app.staff.ticket(input.ticket)),
    booked: officer('officer')
      .input(z.object({ appointment: id }))
      .query(({ ctx, input }) => ctx.app.staff.booked(input.appointment)),
    slots: officer('officer')
      .input(z.object({ service: text(30), day }))
      .query(({ ctx, input }) => ctx.app.staff.slots(input.service, input.day)),
    confirmClock: officer('leader').mutation(({ ctx }) => ctx.app.staff.confirmClock(ctx.caller)),
  }),

  figures: t.router({
    day: officer('leader')
      .input(z.object({ day }))
      .query(({ ctx, input }) => ctx.app.figures.day(input.day)),
  }),

  summary: t.router({
    /** The last 40 days, newest first. */
    days: officer('leader').query(({ ctx }) => ctx.app.summary.days()),
    day: officer('leader')
      .input(z.object({ day: calendarDay }))
      .query(({ ctx, input }) => ctx.app.summary.day(input.day)),
    document: officer('leader')
      .input(z.object({ day: calendarDay, form: z.enum(DOCUMENT_FORMS) }))
      .query(({ ctx, input }) => ctx.app.summary.document(input.day, input.form)),
    /** On the host's own stick: the kiosk's window can save nothing. */
    toStick: officer('leader')
      .input(z.object({ day: calendarDay, form: z.enum(DOCUMENT_FORMS) }))
      .mutation(({ ctx, input }) => ctx.app.summary.toStick(input.day, input.form)),
    enter: officer('chief')
      .input(z.object({ day: calendarDay, entered: enteredSchema }))
      .mutation(({ ctx, input }) => ctx.app.summary.enter(input.day, input.entered, ctx.caller)),
    remark: officer('chief')
      .input(z.object({ day: calendarDay, text: text(1000) }))
      .mutation(({ ctx, input }) => ctx.app.summary.remark(input.day, input.text, ctx.caller)),
    close: officer('chief')
      .input(z.object({ day: calendarDay }))
      .mutation(({ ctx, input }) => ctx.app.summary.close(input.day, ctx.caller)),
    reopen: officer('chief')
      .input(z.object({ day: calendarDay }))
      .mutation(({ ctx, input }) => ctx.app.summary.reopen(input.day, ctx.caller)),
  }),

  settings: t.router({
    get: officer('administrator').query(({ ctx }) => ctx.app.settings.get()),
    set: officer('administrator')
      .input(
        z.object({
          section: z.enum(Object.keys(sectionSchemas) as [Section, ...Section[]]),
          value: z.unknown(),
        }),
      )
      .mutation(({ ctx, input }) => {
        const value = sectionSchemas[input.section].safeParse(input.value);
        if (!value.success) return invalidSetting(value.error);
        return ctx.app.settings.set(input.section, value.data as Settings[Section], ctx.caller);
      }),
  }),

  roster: t.router({
    view: officer('officer')
      .input(rosterPeriod)
      .query(({ ctx, input }) => ctx.app.roster.view(input.from, input.to, ctx.caller)),
    run: officer('officer')
      .input(z.object({ key: commandKey, command: rosterCommandSchema }))
      .use(({ ctx, input, next }) => {
        if (!ctx.caller.session || !mayRun(input.command, ctx.caller.session))
          throw new TRPCError({ code: 'FORBIDDEN' });
        return next();
      })
      .mutation(({ ctx, input }) => ctx.app.roster.run(input.key, input.command, ctx.caller)),
    generate: officer('leader')
      .input(period.extend({ seconds: z.int().min(1).max(600) }))
      .mutation(({ ctx, input }) => ctx.app.roster.generate(input.from, input.to, input.seconds, ctx.caller)),
    stop: officer('leader').mutation(({ ctx }) => ctx.app.roster.stop()),
    setRules: officer('chief')
      .input(z.object({ value: z.unknown() }))
      .mutation(({ ctx, input }) => {
        const rules = rosterSchema.safeParse(input.value);
        return rules.success ? ctx.app.roster.setRules(rules.data, ctx.caller) : invalidSetting(rules.error);
      }),
    need: officer('leader')
      .input(rosterPeriod)
      .query(({ ctx, input }) => ctx.app.roster.need(input.from, input.to)),
    /** Why the asker works now without being on the roster. */
    presence: officer('officer')
      .input(z.object({ reason: z.enum(PRESENCE_REASONS) }))
      .mutation(({ ctx, input }) => ctx.app.roster.givePresence(input.reason, ctx.caller)),
    letterhead: officer('officer').query(({ ctx }) => ctx.app.roster.letterhead()),
    file: officer('officer')
      .input(rosterFile)
      .query(({ ctx, input }) => ctx.app.roster.file(input, ctx.caller)),
    toStick: officer('officer')
      .input(rosterFile)
      .mutation(({ ctx, input }) => ctx.app.roster.toStick(input, ctx.caller)),
  }),

  officers: t.router({
    list: officer('administrator').query(({ ctx }) => ctx.app.officers.list()),
    add: officer('administrator')
      .input(newOfficer)
      .mutation(({ ctx, input }) => ctx.app.officers.add(input, ctx.caller)),
    change: officer('administrator')
      .input(z.object({ id, name: personName, rank: rankName, role, active: z.boolean() }))
      .mutation(({ ctx, input }) => ctx.app.officers.change(input, ctx.caller)),
    resetPin: officer('administrator')
      .input(z.object({ officer: id, pin }))
      .mutation(({ ctx, input }) => ctx.app.officers.resetPin(input.officer, input.pin, ctx.caller)),
    changeOwnPin: officer('officer')
      .input(z.object({ oldPin: text(12), newPin: pin }))
      .mutation(({ ctx, input }) => ctx.app.officers.changeOwnPin(input.oldPin, input.newPin, ctx.caller)),
  }),

  devices: t.router({
    list: officer('administrator').query(({ ctx }) => ctx.app.devices.list()),
    requests: officer('administrator').query(({ ctx }) => ctx.app.devices.requests()),
    approve: officer('administrator')
      .input(z.object({ request: id, name: text(40), desk: id.nullable() }))
      .mutation(({ ctx, input }) => ctx.app.devices.approve(input.request, input.name, input.desk, ctx.caller)),
    refuse: officer('administrator')
      .input(z.object({ request: id }))
      .mutation(({ ctx, input }) => ctx.app.devices.refuse(input.request, ctx.caller)),
    revoke: officer('administrator')
      .input(z.object({ device: id }))
      .mutation(({ ctx, input }) => ctx.app.devices.revoke(input.device, ctx.caller)),
  }),

  superior: t.router({
    state: officer('administrator').query(({ ctx }) => ctx.app.superior.state()),
    read: officer('administrator')
      .input(carriedFile)
      .mutation(({ ctx, input }) => ctx.app.superior.read(input.text)),
    fromStick: officer('administrator').mutation(({ ctx }) => ctx.app.superior.fromStick()),
    toStick: officer('administrator')
      .input(z.object({ what: z.enum(['answer', 'keyChange']) }))
      .mutation(({ ctx, input }) => ctx.app.superior.toStick(input.what)),
    answer: officer('administrator')
      .input(carriedFile)
      .mutation(({ ctx, input }) => ctx.app.superior.answer(input.text, ctx.caller)),
    confirm: officer('administrator').mutation(({ ctx }) => ctx.app.superior.confirm(ctx.caller)),
    drop: officer('administrator').mutation(({ ctx }) => ctx.app.superior.drop(ctx.caller)),
    takeOver: officer('administrator')
      .input(carriedFile)
      .mutation(({ ctx, input }) => ctx.app.superior.takeOver(input.text, ctx.caller)),
    end: officer('administrator')
      .input(z.object({ day: calendarDay }))
      .mutation(({ ctx, input }) => ctx.app.superior.end(input.day, ctx.caller)),
    changeKey: officer('administrator')
      .input(z.object({ day: calendarDay }))
      .mutation(({ ctx, input }) => ctx.app.superior.changeKey(input.day)),
  }),

  district: t.router({
    grid: superior('officer')
      .input(z.object({ day: calendarDay }))
      .query(({ ctx, input }) => ctx.district.views.grid(input.day)),
    day: superior('officer')
      .input(z.object({ station: id, day: calendarDay }))
      .query(({ ctx, input }) => ctx.district.views.day(input.station, input.day)),
    week: superior('officer')
      .input(z.object({ day: calendarDay }))
      .query(({ ctx, input }) => ctx.district.views.week(input.day)),
    comparisons: superior('officer')
      .input(z.object({ day: calendarDay }))
      .query(({ ctx, input }) => ctx.district.views.comparisons(input.day)),
    missing: superior('officer').query(({ ctx }) => ctx.district.views.missing()),
    troubles: superior('officer').query(({ ctx }) => ctx.district.views.troubles()),
    rollUp: superior('officer')
      .input(period)
      .query(({ ctx, input }) => ctx.district.views.rollUp(input.from, input.to)),
    rollUpFile: superior('officer')
      .input(period)
      .query(({ ctx, input }) => ctx.district.rollUpFile(input.from, input.to)),
    intake: superior('officer').query(({ ctx }) => ctx.district.intake.state()),
    lookNow: superior('officer').mutation(({ ctx }) => ctx.district.intake.look()),
    eject: superior('officer')
      .input(z.object({ drive: text(100) }))
      .mutation(({ ctx, input }) => ctx.district.intake.eject(input.drive)),
    lan: superior('leader').query(({ ctx }) => ctx.district.lan()),
    stations: superior('leader').query(({ ctx }) => ctx.district.stations.list()),
    asking: superior('leader')
      .input(z.object({ station: id }))
      .query(({ ctx, input }) => ctx.district.stations.asking(input.station)),
    fromStick: superior('leader').mutation(({ ctx }) => ctx.district.stations.fromStick()),
    toStick: superior('leader').mutation(({ ctx }) => ctx.district.stations.toStick()),
    issueFile: superior('administrator')
      .input(
        z.object({
          ...superiorSchema.pick({ name: true, https: true, sftp: true, validFrom: true }).shape,
          keys: z.enum(['keep', 'succeed', 'replace']),
        }),
      )
      .mutation(({ ctx, input }) => ctx.district.stations.issue(input)),
    askStation: superior('leader')
      .input(carriedFile)
      .mutation(({ ctx, input }) => ctx.district.stations.ask(input.text)),
    confirmStation: superior('leader')
      .input(z.object({ text: carriedFile.shape.text, expectedFrom: calendarDay }))
      .mutation(({ ctx, input }) => ctx.district.stations.confirm(input.text, input.expectedFrom)),
    refuseStation: superior('leader')
      .input(z.object({ station: id }))
      .mutation(({ ctx, input }) => ctx.district.stations.refuse(input.station)),
    endStation: superior('administrator')
      .input(z.object({ station: id, day: calendarDay }))
      .mutation(({ ctx, input }) => ctx.district.stations.endStation(input.station, input.day)),
    endKey: superior('administrator')
      .input(z.object({ station: id, keyId: id, day: calendarDay }))
      .mutation(({ ctx, input }) => ctx.district.stations.endKey(input.station, input.keyId, input.day)),
    confirmEpoch: superior('leader')
      .input(z.object({ station: id, epoch: z.int().min(0) }))
      .mutation(({ ctx, input }) => ctx.district.confirmEpoch(input.station, input.epoch)),
  }),

  demo: t.router({
    state: demo.query(({ ctx }) => ctx.control.state()),
    speed: demo.input(z.object({ speed: z.literal(DEMO_SPEEDS) })).mutation(({ ctx, input }) => {
      ctx.control.setSpeed(input.speed);
    }),
    pause: demo.input(z.object({ paused: z.boolean() })).mutation(({ ctx, input }) => ctx.control.pause(input.paused)),
    addDesk: demo.mutation(({ ctx }) => ctx.control.addDesk()),
  }),

  wayUp: t.router({
    view: officer('leader').query(({ ctx }) => ctx.app.wayUp.view()),
    sendNow: officer('chief')
      .input(z.object({ target: id.nullable() }))
      .mutation(({ ctx, input }) => ctx.app.wayUp.sendNow(input.target)),
    sendAgain: officer('chief')
      .input(z.object({ target: id }))
      .mutation(({ ctx, input }) => ctx.app.wayUp.sendAgain(input.target)),
    eject: officer('chief').mutation(({ ctx }) => ctx.app.wayUp.eject()),
    ways: officer('administrator').query(({ ctx }) => ctx.app.wayUp.ways()),
    test: officer('administrator')
      .input(z.object({ target: targetSchema, secret: secret.nullable() }))
      .mutation(({ ctx, input }) => ctx.app.wayUp.test(input.target, input.secret)),
    hostKey: officer('administrator')
      .input(z.object({ host: text(200).min(1), port: z.int().min(1).max(65_535) }))
      .mutation(({ ctx, input }) => ctx.app.wayUp.hostKey(input.host, input.port)),
    setSecret: officer('administrator')
      .input(z.object({ target: id, value: secret.min(1) }))
      .mutation(({ ctx, input }) => ctx.app.wayUp.setSecret(input.target, input.value)),
  }),

  backup: t.router({ now: officer('leader').mutation(({ ctx }) => ctx.app.backup.now(ctx.caller)) }),

  kiosk: t.router({
    state: officer('administrator')
      .use(kiosk)
      .query(({ ctx }) => ctx.kiosk.state()),
    print: screens('staff', 'take')
      .use(unlocked)
      .use(kiosk)
      .input(
        z.object({
          ticket: id.nullable(),
          html: text(50_000),
          styles: z.array(z.string().regex(/^\/assets\/[\w.-]{1,100}\.css$/)).max(20),
          heightMm: z.int().min(10).max(2000),
        }),
      )
      .mutation(({ ctx, input }) => ctx.kiosk.print(input, ctx.caller)),
    leave: officer('leader')
      .use(kiosk)
      .input(z.object({ pin: text(12) }))
      .mutation(({ ctx, input }) => ctx.kiosk.leave(input.pin, ctx.caller)),
  }),
});

export type AppRouter = typeof router;
