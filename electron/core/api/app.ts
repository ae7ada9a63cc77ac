import type { Author, EventLog } from '../kernel/log.ts';
import type { Carrier, Db, Kiosk } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { DAY, instantOf, type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { Office } from '../office/office.ts';
import type { Section, Settings } from '../office/settings.ts';
import { ageAt } from '../people/age.ts';
import type { People } from '../people/people.ts';
import { numberWarnings, parsePersonalNumber } from '../people/personalNumber.ts';
import { type PersonInput, readScan, type ScanWarning } from '../people/scan.ts';
import type { QueueCommand } from '../queue/commands.ts';
import { freeSlots } from '../queue/decide.ts';
import { isLive } from '../queue/evolve.ts';
import type { Queue, QueueDone } from '../queue/queue.ts';
import { boardView, bookedView, issuedView, staffView, takeView } from '../queue/screens.ts';
import type { Ticket } from '../queue/types.ts';
import type { Alert, StaffView } from '../queue/views.ts';
import { actualDay, type DeskSpan, type DutyDay, deskSpans, dutyCounts, planOf } from '../roster/actual.ts';
import type { Demand } from '../roster/demand.ts';
import type { DutyNow } from '../roster/duty.ts';
import type { Letterhead, RosterForm, RosterToSave } from '../roster/paper.ts';
import type { Roster } from '../roster/roster.ts';
import type { Summaries } from '../summary/closing.ts';
import type { Enrolment } from '../summary/enrolment.ts';
import { type DeskChange, dayFigures, deskChanges, todayFigures } from '../summary/figures.ts';

import { dayPaper, letterhead } from '../summary/paper.ts';
import { superiorName } from '../summary/summarize.ts';
import type { Summary } from '../summary/summary.ts';
import type { CommandDone, DocumentFile, DocumentForm, Hello, ProcedureRow, SearchHit } from './contract.ts';
import type { App, Caller, DemoControl, DistrictControl, RosterFileInput } from './router.ts';

export type AppDeps = {
  db: Db;
  log: EventLog;
  queue: Queue;
  office: Office;
  people: People;
  summary: Summaries;
  /** Writes a day's report as a file. */
  document: (
    form: DocumentForm,
    day: { summary: Summary; report: Settings['report']; number: number | null },
  ) => Promise<Result<DocumentFile>>;
  /** Writes a roster as a file. */
  rosterFile: (form: RosterForm, roster: RosterToSave) => Promise<DocumentFile>;
  procedures: ProcedureRow[];
  settings: () => Settings;
  enrolment: Enrolment;
  roster: Roster;
  duty: DutyNow;
  demand: Demand;
  carrier: Carrier;
  backup: {
    state(): { lastAt: number | null; secondAt: number | null; failure: string | null };
    overdue(secondAt: number | null, now: number): { days: number | null } | null;
    now(at: number): Promise<Result<{ file: string }>>;
  };
  /** The superior office; null at a commune's. */
  district: DistrictControl | null;
  /** The way up, and what becomes of it when the settings change. */
  wayUp: App['wayUp'] & { targetsChanged(): void };
  /** A demo that this program plays; its screens on this machine are let in without a word. No knobs where time stands. */
  demo: { control: DemoControl | null; play: NonNullable<Hello['play']>; pace: () => number } | null;
  /** Calls back after each written change and each tick of time; returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** Given by the Electron shell only. */
  kiosk?: Kiosk;
};

/** Answers every question of the router from the features. */
export function createApp(deps: AppDeps): App {
  const {
    db,
    log,
    queue,
    office,
    people,
    summary,
    procedures,
    settings,
    enrolment,
    roster,
    duty,
    demand,
    carrier,
    backup,
    district,
    demo,
    kiosk,
  } = deps;
  const paced = <View extends object>(view: View) => ({ ...view, pace: demo?.pace() ?? 1 });
  const clockBlocks = () => log.clockState().type === 'doubtful';
  let changesSeen: { day: ServiceDay; seq: number; list: DeskChange[] } | null = null;

  /** Openings and closings of desks on a day; yesterday's open desks were closed when the day turned. */
  function deskChangesOf(day: ServiceDay): DeskChange[] {
    const { seq } = log.head();
    if (changesSeen?.day !== day || changesSeen.seq !== seq) {
      const start = instantOf(day, 0);
      const list = deskChanges(log.between(start, start + DAY, 'desk.'));
      changesSeen = { day, seq, list };
    }
    return changesSeen.list;
  }

  function today(): StaffView['today'] {
    const state = queue.state();
    const now = log.now();
    const day = state.day ?? serviceDay(now);
    return todayFigures([...state.tickets.values()], deskChangesOf(day), day, now);
  }

  /** Who was on duty on a day and who was at which desk, by name. */
  function shiftsOf(day: ServiceDay, spans: readonly DeskSpan[]): DutyDay {
    const { roster: rules, desks } = settings();
    const plan = planOf(roster, rules, day);
    const days = actualDay({ day, plan: plan ?? { places: [], settings: rules }, spans, now: log.now() });
    const known = new Map(office.officers().map((officer) => [officer.id, officer]));
    const nameIn = (list: readonly { id: string; name: string }[], id: string) =>
      list.find((each) => each.id === id)?.name ?? id;
    return {
      duty: plan === null ? null : dutyCounts(days),
      officers: days.map((each) => ({
        ...each,
        name: known.get(each.officer)?.name ?? each.officer,
        rank: known.get(each.officer)?.rank ?? '',
        planned: each.planned.map((shift) => ({
          ...shift,
          shiftName: nameIn(rules.shifts, shift.shift),
          teamName: nameIn(rules.teams, shift.team),
        })),
        spans: each.spans.map((span) => {
          // A day from several logs names a desk with its station.
          const id = span.desk.split(' ').at(-1);
          return { ...span, desk: desks.find((desk) => desk.id === id)?.label ?? span.desk };
        }),
        reason:
          each.spans.map(({ from }) => roster.presence(each.officer, from)).find((given) => given !== null) ?? null,
      })),
    };
  }

  async function dayDocument(day: ServiceDay, form: DocumentForm): Promise<Result<DocumentFile>> {
    const view = summary.view(day);
    return view.ok ? deps.document(form, { ...view.value, report: settings().report }) : view;
  }

  function rosterHead(): Letterhead {
    const { office: own, report } = settings();
    return letterhead({ name: own.name, superior: superiorName(settings(), serviceDay(log.now())) }, report);
  }

  /** The roster as a file, as far as the asker may see it; whoever does not plan gets the calendar of themselves alone. */
  function rosterDocument({ from, to, form, officer }: RosterFileInput, caller: Caller): Promise<DocumentFile> {
    const own = caller.session?.role === 'officer' ? caller.session.officer : officer;
    return deps.rosterFile(form, { view: roster.view(from, to, caller), letterhead: rosterHead(), officer: own });
  }

  /** What a screen gets back; only a paper needs the picture, whose waiting times take long to draw. */
  function done(command: QueueCommand, result: Result<QueueDone>): Result<CommandDone> {
    if (!result.ok) return result;
    const { ticket: id, appointment } = result.value;
    const ticket = GIVES_PAPER.has(command.type) && id !== null ? queue.state().tickets.get(id) : undefined;
    return ok({
      ticket: id,
      issued: ticket ? issuedView(queue.picture(), ticket) : null,
      booked: appointment === null ? null : bookedView(queue.picture(), appointment),
    });
  }

  function issued(ticketId: string) {
    const picture = queue.picture();
    const ticket = picture.state.tickets.get(ticketId);
    return ticket ? ok(issuedView(picture, ticket)) : fail({ type: 'UnknownTicket' });
  }

  /** The ticket that a paper or a typed number means. A number kept overnight is found by the day it was taken. */
  function ofPaper({ number, day }: { number: string; day: ServiceDay | null }) {
    const ticket = queue.byNumber(number, day);
    if (ticket) return ok(ticket);
    return fail({ type: day === null || day === serviceDay(log.now()) ? 'UnknownTicket' : 'PaperOfOtherDay' });
  }

  /** Person rows lie outside the log, so they are written in a transaction of their own before the ticket refers to them. */
  function keep(person: PersonInput, warnings: readonly ScanWarning[]): Result<string> {
    return db.transaction(() => ok(people.store(person, warnings, log.now())));
  }

  function alerts({ session }: Caller): Alert[] {
    const { failure, secondAt } = backup.state();
    const list: Alert[] = [];
    if (failure === 'DiskFull') list.push({ type: 'diskFull' });
    else if (failure === 'DatabaseDamaged') list.push({ type: 'databaseDamaged' });
    else if (failure !== null) list.push({ type: 'backupFailed' });
    const overdue = backup.overdue(secondAt, log.now());
    if (overdue) list.push({ type: 'secondBackupOld', days: overdue.days });
    const missing = session === null || session.role === 'officer' ? 0 : summary.overdueDays();
    if (missing > 0) list.push({ type: 'summaryOverdue', days: missing });
    return list;
  }

  /** What new settings would leave out though people stand there: nobody could call them or finish with them. */
  function leavesOut({ desks, services }: Settings): { type: 'DeskInUse' | 'ServiceInUse' } | null {
    const { desks: standing, tickets, appointments } = queue.state();
    for (const desk of standing.values()) {
      if (desk.status !== 'closed' && desks.every((each) => each.id !== desk.id)) return { type: 'DeskInUse' };
    }
    const wanted = new Set<string>();
    for (const ticket of tickets.values()) if (isLive(ticket)) wanted.add(ticket.service);
    for (const { state, service } of appointments.values()) if (state === 'booked') wanted.add(service);
    for (const { id } of services) wanted.delete(id);
    return wanted.size > 0 ? { type: 'ServiceInUse' } : null;
  }

  /** A made-up office that nobody has opened yet: no machine is left that could let the first officer's screen in. */
  function isUnopenedDemo({ screen }: Caller, known: Hello): boolean {
    return (
      known.demo && screen === 'staff' && office.devices().every((each) => each.screen !== 'staff' || each.revoked)
    );
  }

  function setSection<S extends Section>(section: S, value: Settings[S], caller: Caller): Result<null> {
    const all: Settings = { ...settings(), [section]: value };
    const inUse = leavesOut(all) ?? (section === 'roster' ? roster.leavesOut(all.roster) : null);
    if (inUse !== null) return fail(inUse);
    const set = office.setSection(section, value, caller);
    if (set.ok && section === 'wayUp') deps.wayUp.targetsChanged();
    return set;
  }

  /** Asked of whoever signs in though the published roster does not have them now. */
  function whyAsked({ session }: Caller): Hello['why'] {
    const now = log.now();
    if (session === null || !duty.asksWhy(session.officer, now)) return null;
    return { shift: roster.onDuty(now)?.shift?.name ?? null };
  }

  function dutyOf(now: number): StaffView['duty'] {
    const on = roster.onDuty(now);
    if (on === null) return null;
    const names = new Map(office.signInNames().map(({ id, name }) => [id, name]));
    return {
      shift: on.shift && { name: on.shift.name, to: on.shift.to },
      // Without their ranks: six people in a narrow column.
      people: on.officers.flatMap((officer) => names.get(officer) ?? []),
      desks: duty.desks(now) ?? 0,
    };
  }

  return {
    hello(caller, grants) {
      const known = { ...office.hello(caller), why: whyAsked(caller) };
      if (!caller.loopback || (demo === null && !isUnopenedDemo(caller, known))) return known;
      if (!known.paired) {
        const asked = office.askPairing(caller.screen);
        if (asked.ok && office.approvePairing(asked.value.id, DEMO_SCREEN[caller.screen], null, caller).ok)
          office.claimPairing(asked.value.id, grants);
      }
      return { ...known, paired: known.paired || grants.device !== undefined, play: demo?.play ?? null };
    },

    async *changes(caller, signal) {
      let wake = () => {};
      let dirty = true;
      const off = deps.onChange(() => {
        dirty = true;
        wake();
      });
      const stop = () => wake();
      signal.addEventListener('abort', stop);
      try {
        while (!signal.aborted) {
          if (dirty) {
            dirty = false;
            yield log.head().seq;
            // Told once more, so that its screen asks again and learns that it was revoked.
            if (!office.admits(caller)) return;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        signal.removeEventListener('abort', stop);
        off();
      }
    },

    setup: {
      options: office.setupOptions,
      complete: (input, caller, grants) => office.setUp(input, grants, caller.kiosk),
      demo: (code, caller, grants) => office.setUpDemo(code, grants, caller.kiosk),
    },

    pairing: { ask: office.askPairing, claim: office.claimPairing, recover: office.recoverPairing },

    session: {
      officers() {
        const onShift = new Set(roster.onDuty(log.now())?.officers);
        const names = office.signInNames().map((each) => ({ ...each, onShift: onShift.has(each.id) }));
        return [...names.filter((each) => each.onShift), ...names.filter((each) => !each.onShift)];
      },
      signIn: office.signIn,
      signOut: office.signOut,
      resetAdministrator: office.resetAdministrator,
    },

    board: { view: () => paced(boardView(queue.picture(), roster.onDuty(log.now()))) },

    take: {
      view: () => paced(takeView(queue.picture(), clockBlocks())),
      run: (key, command, caller) => done(command, queue.run(command, { actor: null, device: caller.device, key })),
      find(text) {
        const scan = readScan(text, log.now());
        if (!scan.ok || scan.value.kind !== 'ticket') return fail({ type: 'UnknownTicket' });
        const ticket = ofPaper(scan.value);
        return ticket.ok ? ok(issuedView(queue.picture(), ticket.value)) : ticket;
      },
      scan(raw) {
        const scan = readScan(raw, log.now());
        if (!scan.ok) return scan;
        switch (scan.value.kind) {
          case 'ticket': {
            const ticket = ofPaper(scan.value);
            return ticket.ok ? ok({ kind: 'ticket', issued: issuedView(queue.picture(), ticket.value) }) : ticket;
          }
          case 'appointment':
            return ok(scan.value);
          case 'number':
            return fail({ type: 'ScanNotACard' });
          case 'card': {
            const { person, warnings } = scan.value;
            const kept = keep(person, warnings);
            if (!kept.ok) return kept;
            const elderly = person.birthDate !== null && ageAt(person.birthDate, log.now()) >= 60;
            return ok({ kind: 'card', person: kept.value, elderly });
          }
        }
      },
    },

    staff: {
      view(desk, caller) {
        const session = caller.session;
        const view = staffView(queue.picture(), {
          me: {
            id: session?.officer ?? '',
            ...nameOf(office, caller),
            role: session?.role ?? 'officer',
          },
          desk,
          officerName: office.officerName,
          person: people.view,
          age: (person) => people.age(person, log.now()),
          today: today(),
          clock: log.clockState(),
          backup: { lastAt: backup.state().lastAt, secondAt: backup.state().secondAt },
          alerts: alerts(caller),
          duty: dutyOf(log.now()),
        });
        return paced(view);
      },
      run(key, command, caller) {
        return done(
          command,
          queue.run(command, { actor: caller.session?.officer ?? null, device: caller.device, key }),
        );
      },
      scan(raw, desk, caller) {
        const now = log.now();
        const scan = readScan(raw, now);
        if (!scan.ok) return scan;
        if (scan.value.kind === 'appointment') return ok(scan.value);
        if (scan.value.kind === 'ticket') {
          const ticket = ofPaper(scan.value);
          if (!ticket.ok) return ticket;
          const { id, number, state, version } = ticket.value;
          return ok({ kind: 'ticket', ticket: id, number, state, version });
        }
        const { person, warnings } =
          scan.value.kind === 'card' ? scan.value : bareNumber(scan.value.personalNumber, now);
        const kept = keep(person, warnings);
        if (!kept.ok) return kept;
        const standing = desk === null ? undefined : queue.state().desks.get(desk);
        const ticket = standing?.ticket ? queue.state().tickets.get(standing.ticket) : undefined;
        if (ticket && standing?.officer === caller.session?.officer) {
          const attached = queue.run(
            { type: 'attach', ticket: ticket.id, person: kept.value },
            { actor: caller.session?.officer ?? null, device: caller.device, key: null },
          );
          return attached.ok ? ok({ kind: 'attached', ticket: ticket.id, number: ticket.number, warnings }) : attached;
        }
        const view = people.view(kept.value);
        if (view === null) return fail({ type: 'UnknownTicket' });
        return ok({ kind: 'person', person: kept.value, view, age: people.age(kept.value, now) });
      },
      typePerson(ticket, typed, caller) {
        const number = parsePersonalNumber(typed.personalNumber);
        if (!number.ok && typed.personalNumber !== '' && !/^\d{9}$/.test(typed.personalNumber)) return number;
        const person: PersonInput = {
          ...emptyPerson,
          personalNumber: number.ok ? number.value.number : null,
          formerIdNumber: /^\d{9}$/.test(typed.personalNumber) ? typed.personalNumber : null,
          fullName: typed.fullName.normalize('NFC').trim() || null,
          birthDate: typed.birthDate,
          sex: typed.sex,
        };
        const warnings = number.ok ? numberWarnings(number.value, person, serviceDay(log.now())) : [];
        const kept = keep(person, warnings);
        if (!kept.ok) return kept;
        const attached = queue.run(
          { type: 'attach', ticket, person: kept.value },
          { actor: caller.session?.officer ?? null, device: caller.device, key: null },
        );
        return attached.ok ? ok({ warnings }) : attached;
      },
      search(text) {
        const scan = readScan(text, log.now());
        if (scan.ok && scan.value.kind === 'ticket') {
          const ticket = queue.byNumber(scan.value.number, scan.value.day);
          return ticket
            ? [hit(ticket, ticket.person === null ? null : (people.view(ticket.person)?.fullName ?? null))]
            : [];
        }
        const found = new Map(people.search(text).map((person) => [person.id, person.name]));
        return queue.ofPeople([...found.keys()]).map((ticket) => hit(ticket, found.get(ticket.person ?? '') ?? null));
      },
      ticket: issued,
      booked(appointment) {
        const view = bookedView(queue.picture(), appointment);
        return view ? ok(view) : fail({ type: 'UnknownAppointment' });
      },
      slots: (_service, day) => freeSlots(queue.state(), settings(), day, log.now()),
      confirmClock(caller) {
        log.confirmClock();
        return log.write({ actor: caller.session?.officer ?? null, device: caller.device, key: null }, () =>
          ok({ events: [{ type: 'clock.confirmed', data: {} }], value: null }),
        );
      },
    },

    figures: {
      // A day that is over is counted as it ended, like its summary: who was left over has moved on since.
      day(day) {
        const facts = day < serviceDay(log.now()) ? summary.facts(day) : null;
        const start = instantOf(day, 0);
        const spans = facts?.spans ?? deskSpans(log.between(start, start + DAY, 'desk.'), log.now());
        return {
          ...dayFigures(facts?.tickets ?? queue.ofDay(day), deskChangesOf(day), settings(), day, log.now()),
          shifts: shiftsOf(day, spans),
        };
      },
    },

    summary: {
      days: summary.days,
      day(day) {
        const view = summary.view(day);
        if (!view.ok) return view;
        const { summary: figures, number } = view.value;
        return ok({ ...view.value, paper: dayPaper(figures, settings().report, number) });
      },
      document: dayDocument,
      async toStick(day, form) {
        const made = await dayDocument(day, form);
        if (!made.ok) return made;
        const saved = await carrier.saveDocument(made.value);
        return saved.ok ? ok({ name: made.value.name }) : saved;
      },
      enter: (day, entered, caller) => summary.enter(day, entered, authorOf(caller)),
      remark: (day, text, caller) => summary.remark(day, text, authorOf(caller)),
      close: (day, caller) => summary.close(day, authorOf(caller)),
      reopen: (day, caller) => summary.reopen(day, authorOf(caller)),
    },

    settings: {
      get: () => ({ settings: settings(), procedures }),
      set: setSection,
    },

    roster: {
      view: roster.view,
      run: (key, command, caller) => roster.run(command, { ...authorOf(caller), key }),
      setRules: (value, caller) => setSection('roster', value, caller),
      generate: roster.generate,
      stop: roster.stop,
      need: demand.need,
      givePresence: (reason, caller) => roster.givePresence(reason, authorOf(caller)),
      letterhead: rosterHead,
      file: (file, caller) => rosterDocument(file, caller).then(ok),
      async toStick(file, caller) {
        const made = await rosterDocument(file, caller);
        const saved = await carrier.saveDocument(made);
        return saved.ok ? ok({ name: made.name }) : saved;
      },
    },

    officers: {
      list: office.officers,
      add: office.addOfficer,
      change: office.changeOfficer,
      resetPin: office.resetPin,
      changeOwnPin: office.changeOwnPin,
    },

    devices: {
      list: office.devices,
      requests: office.pairingRequests,
      approve: office.approvePairing,
      refuse: (request) => office.refusePairing(request),
      revoke: office.revokeDevice,
    },

    superior: {
      state: enrolment.state,
      read: enrolment.read,
      async fromStick() {
        const files = await carrier.read('.superior.json');
        return files.ok ? enrolment.readAny(files.value) : files;
      },
      async toStick(what) {
        const { pending, current, key } = enrolment.state();
        const file = what === 'answer' ? (pending ?? current?.compared)?.answer : key?.change;
        return file ? carrier.write(file) : fail({ type: 'NothingToConfirm' });
      },
      answer: (text, caller) => enrolment.answer(text, authorOf(caller)),
      confirm: (caller) => enrolment.confirm(authorOf(caller)),
      drop: (caller) => enrolment.drop(authorOf(caller)),
      takeOver: (text, caller) => enrolment.takeOver(text, authorOf(caller)),
      end: (day, caller) => enrolment.end(day, authorOf(caller)),
      changeKey: enrolment.changeKey,
    },
    wayUp: deps.wayUp,
    backup: { now: () => backup.now(log.now()) },
    district,
    demo: demo?.control ?? null,
    kiosk: kiosk
      ? {
          state: async () => ({ printers: await kiosk.printers(), lan: kiosk.lan() }),
          async print({ ticket, ...paper }, caller) {
            const printed = await kiosk.print(paper, settings().machine.printer);
            if (ticket !== null) {
              const author = { actor: caller.session?.officer ?? null, device: caller.device, key: null };
              queue.run({ type: 'printed', ticket, printing: printed.ok ? 'printed' : 'failed' }, author);
            }
            return printed;
          },
          async leave(pin, caller) {
            const left = await office.leaveKiosk(pin, caller);
            if (left.ok) kiosk.leave();
            return left;
          },
        }
      : null,
  };
}

const DEMO_SCREEN = { staff: 'Máy cán bộ', board: 'Bảng gọi số', take: 'Máy lấy số' } as const;

const GIVES_PAPER: ReadonlySet<QueueCommand['type']> = new Set([
  'take.issue',
  'take.arrive',
  'issue',
  'arrive',
  'reprint',
]);

const emptyPerson: PersonInput = {
  personalNumber: null,
  formerIdNumber: null,
  fullName: null,
  birthDate: null,
  sex: null,
  address: null,
  idCardIssued: null,
  idCardExpires: null,
  source: 'typed',
};

/** A number without a card: all that is known of the person, and what is odd about it. */
function bareNumber(personalNumber: string, now: number): { person: PersonInput; warnings: ScanWarning[] } {
  const number = parsePersonalNumber(personalNumber);
  const person = { ...emptyPerson, personalNumber };
  return { person, warnings: number.ok ? numberWarnings(number.value, person, serviceDay(now)) : [] };
}

function authorOf({ session, device }: Caller): Author {
  return { actor: session?.officer ?? null, device, key: null };
}

function nameOf(office: Office, caller: Caller): { name: string; rank: string } {
  const session = office.hello(caller).session;
  return { name: session?.name ?? '', rank: session?.rank ?? '' };
}

function hit(ticket: Ticket, name: string | null): SearchHit {
  const { id, version, number, inDay, state } = ticket;
  return { ticket: id, version, number, day: inDay, state, name };
}
