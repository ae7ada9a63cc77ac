import { z } from 'zod';
import { AGE_BANDS } from '../people/age.ts';
import {
  CANCEL_REASONS,
  CHOSEN_REASONS,
  OUTCOMES,
  PAUSE_REASONS,
  PRIORITY_GROUPS,
  PRIORITY_REASONS,
  REFUSAL_REASONS,
  VOID_REASONS,
} from './types.ts';

const id = z.string().min(1).max(40);
const service = z.string().min(1).max(30);
const people = z.int().min(1).max(12);
const priority = z.enum(PRIORITY_GROUPS).nullable();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** The version of the ticket the screen showed when the person acted. */
const version = z.int().min(0);

const workLineSchema = z.object({
  procedure: z.string().min(1).max(30),
  count: z.int().min(1).max(50),
  ageBand: z.enum(AGE_BANDS),
  outcome: z.enum(OUTCOMES),
  reason: z.enum(REFUSAL_REASONS).nullable(),
});

/** What a citizen may ask at `take`. */
export const takeCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('take.issue'), service, people, priority, person: id.nullable() }),
  z.object({ type: z.literal('take.arrive'), code: z.string().regex(/^\d{4}$/) }),
  z.object({ type: z.literal('take.book'), service, people, day, at: z.int() }),
  z.object({ type: z.literal('take.printFailed'), ticket: id }),
]);

/** What an officer may do; `desk` is the desk of the session. */
export const staffCommandSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('issue'),
    service,
    people,
    priority,
    priorityReason: z.enum(PRIORITY_REASONS).nullable(),
    person: id.nullable(),
    print: z.boolean(),
  }),
  z.object({
    type: z.literal('paper'),
    number: z.string().regex(/^[A-Z]\d{3}$/),
    service,
    people,
    priority,
    /** `HH:MM` written on the paper. */
    time: clock,
    /** When the person was finished with, if that was before the power came back. */
    served: clock.nullable(),
  }),
  z.object({ type: z.literal('arrive'), code: z.string().regex(/^\d{4}$/) }),
  z.object({ type: z.literal('book'), service, people, day, at: z.int() }),
  z.object({ type: z.literal('cancelAppointment'), appointment: id }),
  z.object({ type: z.literal('openDesk'), desk: id }),
  /** Takes over the open desk of a colleague, in the middle of a ticket if need be. */
  z.object({ type: z.literal('handOver'), desk: id }),
  z.object({ type: z.literal('closeDesk'), desk: id }),
  z.object({ type: z.literal('pauseDesk'), desk: id, reason: z.enum(PAUSE_REASONS) }),
  z.object({ type: z.literal('resumeDesk'), desk: id }),
  z.object({ type: z.literal('callNext'), desk: id }),
  z.object({ type: z.literal('call'), desk: id, ticket: id, version, reason: z.enum(CHOSEN_REASONS) }),
  z.object({ type: z.literal('recall'), desk: id, ticket: id, version }),
  z.object({ type: z.literal('start'), desk: id, ticket: id, version }),
  z.object({ type: z.literal('done'), desk: id, ticket: id, version, work: z.array(workLineSchema).min(1).max(12) }),
  z.object({ type: z.literal('absent'), desk: id, ticket: id, version }),
  z.object({ type: z.literal('park'), desk: id, ticket: id, version }),
  z.object({
    type: z.literal('transfer'),
    desk: id,
    ticket: id,
    version,
    service,
    forDesk: id.nullable(),
  }),
  z.object({ type: z.literal('back'), ticket: id, version }),
  z.object({ type: z.literal('return'), ticket: id, version }),
  z.object({ type: z.literal('cancel'), ticket: id, version, reason: z.enum(CANCEL_REASONS) }),
  z.object({ type: z.literal('void'), ticket: id, version, reason: z.enum(VOID_REASONS) }),
  z.object({ type: z.literal('reprint'), ticket: id, version }),
  z.object({
    type: z.literal('change'),
    ticket: id,
    version,
    people,
    priority,
    priorityReason: z.enum(PRIORITY_REASONS).nullable(),
  }),
  z.object({ type: z.literal('undo'), desk: id }),
  z.object({ type: z.literal('closeDay') }),
  z.object({ type: z.literal('reopenDay') }),
  z.object({
    type: z.literal('setCounters'),
    counters: z.record(z.string().regex(/^[A-Z]$/), z.int().min(0).max(999)),
  }),
]);

export type TakeCommand = z.infer<typeof takeCommandSchema>;
export type StaffCommand = z.infer<typeof staffCommandSchema>;
/** The last three come from the program itself: a scan read at a desk, a paper printed by the kiosk, a backup put in place. */
export type QueueCommand =
  | TakeCommand
  | StaffCommand
  | { type: 'attach'; ticket: string; person: string }
  | { type: 'printed'; ticket: string; printing: 'printed' | 'failed' }
  | { type: 'restored' };
