import type { TicketStrings } from '../vi/ticket.ts';

/** The ticket for somebody who chose English on `take`. */
export const ticket: TicketStrings = {
  title: 'QUEUE TICKET',
  people: (count) => `People: ${count}`,
  taken: (time, date) => `Taken at ${time} on ${date}`,
  ahead: (count) => (count === 0 ? 'You are next' : `${count} ${count === 1 ? 'number' : 'numbers'} ahead of you`),
  expected: 'Expected turn',
  expectedUnknown: 'No expected time yet',
  bring: 'Please have ready:',
  keep: 'Keep this ticket until you are called. If you miss your turn, tell an officer and you will be called again.',
  scan: 'Hold this code to the scanner to see when your turn comes.',
  thanks: 'Thank you',
  slipTitle: 'APPOINTMENT',
  slipCode: 'Code',
  slipKeep: 'When you arrive, touch “I have an appointment” and type the code, or hold it to the scanner.',
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
