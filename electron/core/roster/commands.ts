import { z } from 'zod';
import { DAY, instantOf, isDay, type ServiceDay } from '../kernel/time.ts';
import type { Role } from '../queue/views.ts';
import { LEAVE_KINDS } from './model.ts';
import { SKILLS } from './settings.ts';
import type { RosterCommand } from './views.ts';

const id = z.string().min(1).max(40);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDay);
const place = z.object({ day, shift: id, team: id, officer: id });
/** 62 days of 40 people have fewer. */
const places = <Item extends z.ZodType>(item: Item) => z.array(item).max(4000);

export const rosterCommandSchema: z.ZodType<RosterCommand> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('change'),
    how: z.enum(['moved', 'undone']),
    off: places(place),
    on: places(place.extend({ byHand: z.boolean() })),
  }),
  z.object({ type: z.literal('publish'), from: day, to: day }),
  z.object({
    type: z.literal('setProfile'),
    officer: id,
    profile: z.object({ teams: z.array(id).max(6), skills: z.array(z.enum(SKILLS)).max(4), far: z.boolean() }),
  }),
  z.object({ type: z.literal('setLeave'), officer: id, from: day, to: day, kind: z.enum(LEAVE_KINDS) }),
  z.object({ type: z.literal('removeLeave'), id }),
  z.object({
    type: z.literal('setWish'),
    officer: id,
    day,
    shift: id.nullable(),
    want: z.enum(['on', 'off']).nullable(),
    weight: z.literal([1, 2, 3]),
  }),
  z.object({ type: z.literal('setNeed'), day, team: id, shift: id, people: z.int().min(0).max(40).nullable() }),
  z.object({ type: z.literal('askSwap'), give: place, to: id, take: place.nullable() }),
  z.object({ type: z.literal('answerSwap'), swap: id, agreed: z.boolean() }),
  z.object({ type: z.literal('decideSwap'), swap: id, approved: z.boolean() }),
  z.object({ type: z.literal('withdrawSwap'), swap: id }),
]);

/** Whether somebody may ask for this at all; whose swap it is, the roster knows. */
export function mayRun(command: RosterCommand, { officer, role }: { officer: string; role: Role }): boolean {
  if (role !== 'officer') return true;
  switch (command.type) {
    case 'setWish':
      return command.officer === officer;
    case 'askSwap':
    case 'answerSwap':
    case 'withdrawSwap':
      return true;
    default:
      return false;
  }
}

/** The days from a first to a last one, both counted. */
export function daysOf(from: ServiceDay, to: ServiceDay): number {
  return (instantOf(to, 0) - instantOf(from, 0)) / DAY + 1;
}

/** Whether these are the first and the last day of at most two months: what is looked at, generated or published at once. */
export function isPeriod(from: ServiceDay, to: ServiceDay): boolean {
  return from <= to && daysOf(from, to) <= LONGEST_PERIOD;
}

const LONGEST_PERIOD = 62;
