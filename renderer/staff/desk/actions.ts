import type { BookedView } from '../../../electron/core/queue/views.ts';
import { staff } from '../../ui/strings/vi/staff.ts';
import { printBooked } from '../../ui/ticket/index.tsx';
import { failureText } from './commands.ts';
import type { AppointmentRow, Model } from './model.ts';
import { rangeText, type Target } from './words.ts';

/** One thing that can be done with a number or an appointment, and its key. */
export type Action = { key: string; label: string; run: () => void };

/** What can be done with a number, wherever it was found: in a list, by searching, by scanning its paper. */
export function ticketActions(model: Model, target: Target): Action[] {
  const { view, commands, open } = model;
  const { ticket, version, number, state, row } = target;
  const actions: Action[] = [];
  if (state === 'waiting' && view.desk?.status === 'open' && (row?.otherDesks.length ?? 0) === 0) {
    actions.push({ key: 'Alt+G', label: staff.row.call, run: () => open({ type: 'call', target }) });
  }
  if (state === 'parked' || state === 'no_show') {
    const type = state === 'parked' ? 'back' : 'return';
    actions.push({
      key: 'Alt+B',
      label: staff.row.back,
      run: () => {
        model.close();
        void commands.run({ type, ticket, version });
      },
    });
  }
  if (row) actions.push({ key: 'Alt+C', label: staff.row.change, run: () => open({ type: 'change', target: row }) });
  if (state === 'waiting' || state === 'called' || state === 'parked' || state === 'no_show') {
    actions.push({
      key: 'Alt+I',
      label: staff.row.reprint,
      run: () => {
        model.close();
        void reprint(model, { ticket, version, number });
      },
    });
  }
  if (state === 'waiting' || state === 'called' || state === 'parked') {
    actions.push({ key: 'Alt+X', label: staff.row.cancel, run: () => open({ type: 'cancel', target }) });
  }
  return actions;
}

/** What can be done with an appointment of today. */
export function appointmentActions(model: Model, appointment: AppointmentRow): Action[] {
  return [
    { key: 'Alt+B', label: staff.row.arrive, run: () => void arrive(model, appointment.code) },
    { key: 'Alt+I', label: staff.row.slip, run: () => void printSlip(model, appointment) },
    { key: 'Alt+X', label: staff.row.cancel, run: () => model.open({ type: 'cancelAppointment', appointment }) },
  ];
}

/** The person of an appointment has come: gives the number, prints it. */
export async function arrive(model: Model, code: string): Promise<void> {
  model.close();
  const done = await model.commands.run({ type: 'arrive', code });
  if (!done?.issued) return;
  model.say({ tone: 'good', text: staff.scan.arrived(done.issued.number) });
  model.select(done.issued.ticket);
  model.print(done.issued);
}

/** Prints the paper of a number again. */
export async function reprint(
  model: Model,
  target: { ticket: string; version: number; number: string },
): Promise<void> {
  const done = await model.commands.run({ type: 'reprint', ticket: target.ticket, version: target.version });
  if (!done) return;
  const issued = done.issued ?? (await fetchIssued(model, target.ticket));
  if (!issued) return;
  model.say({ tone: 'good', text: staff.said.reprinted(target.number) });
  model.print(issued);
}

/** What the officer says to the person a number was given to. */
export function issuedText(number: string, range: Parameters<typeof rangeText>[0]): string {
  return range ? staff.said.issued(number, rangeText(range)) : staff.said.issuedNoRange(number);
}

async function fetchIssued(model: Model, ticket: string) {
  try {
    const result = await model.api.staff.ticket.query({ ticket });
    return result.ok ? result.value : null;
  } catch (error) {
    model.commands.unreachable(error);
    return null;
  }
}

async function printSlip(model: Model, { id, code }: AppointmentRow): Promise<void> {
  let booked: BookedView;
  try {
    const result = await model.api.staff.booked.query({ appointment: id });
    if (!result.ok) return model.say({ tone: 'bad', text: failureText(result.error.type) });
    booked = result.value;
  } catch (error) {
    return model.commands.unreachable(error);
  }
  await printBooked(booked).catch(() => model.say({ tone: 'bad', text: staff.said.slipFailed(code) }));
}
