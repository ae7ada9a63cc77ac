import type { Catalogue } from '../office/catalogue.ts';
import type { Office } from '../office/office.ts';
import type { People } from '../people/people.ts';
import { ageAt } from '../people/age.ts';
import { parsePersonalNumber, numberWarnings } from '../people/personalNumber.ts';
import { readScan } from '../people/scan.ts';
import type { EventLog } from '../kernel/log.ts';
import type { Db } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { DAY, instantOf, serviceDay } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { freeSlots } from '../queue/decide.ts';
import type { Queue, QueueDone } from '../queue/queue.ts';
import { boardView, bookedView, issuedView, staffView, takeView } from '../queue/screens.ts';
import { ticketsOfDay } from '../queue/tables.ts';
import type { Alert, BoardView } from '../queue/views.ts';
import { dayFigures, type DeskChange, todayFigures } from '../summary/figures.ts';
import type { CommandDone, ProcedureRow } from './contract.ts';
import type { App, Caller } from './router.ts';

export type AppDeps = {
  db: Db;
  log: EventLog;
  queue: Queue;
  office: Office;
  people: People;
  procedures: Catalogue['procedures'];
  settings: () => Settings;
  backup: {
    state(): { lastAt: number | null; secondAt: number | null; failure: string | null };
    overdue(secondAt: number | null, now: number): { days: number | null } | null;
    now(at: number): Promise<Result<{ file: string }>>;
  };
};
