import { clockTime, serviceDay, weekday } from '../../../../electron/core/kernel/time.ts';
import type { TakeStrings } from '../vi/take.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The ticket screen in English. */
export const take: TakeStrings = {
  otherLanguage: 'Tiếng Việt',
  readAloud: 'Read aloud in Vietnamese',
  stopReading: 'Stop reading',
  help: 'Need help? Please ask an officer',
  phone: (number) => `Telephone ${number}`,
  back: 'Back',
  finish: 'Done',
  backIn: (seconds) => `First page in ${seconds} s`,
  stay: 'Touch the screen to stay',
  loading: 'One moment, please…',

  start: {
    title: 'What have you come for?',
    hint: 'Touch a field, or hold the QR code of your ID card to the scanner.',
    cardRead: 'Card read. Please choose what you have come for.',
    appointment: 'I have an appointment',
    find: 'When is it my turn?',
    book: 'Book another day',
  },
  bring: (lines) => `Bring: ${lines}`,
  bringTitle: 'Papers you need',
  noDesk: 'no desk open yet',
  tooLate: 'full for today',
  tooLateHint: 'book another day',
  wait: (wait) => (wait === null ? '' : wait.low === 0 ? `under ${wait.high} min` : `${wait.low}–${wait.high} min`),
  waiting: (count) => (count === 0 ? 'nobody waiting' : `${count} waiting`),

  question: {
    title: 'Are you in a priority group?',
    none: 'No',
    noneHint: 'Take a number in the usual order',
    byCard: 'By your card: 60 or over, with priority',
    groups: {
      elderly: '60 years or over',
      disability: 'With a disability',
      pregnant: 'Pregnant',
      smallChild: 'With a small child',
      merit: 'Person with merit',
    },
    people: 'How many people?',
    peopleHint: 'Mother and two children: 3',
    peopleCount: (count) => (count === 1 ? '1 person' : `${count} people`),
    fewer: 'One fewer',
    more: 'One more',
    wait: (words) => `Wait: ${words}`,
  },

  issued: {
    title: 'Your number',
    ahead: (count) => (count === 0 ? 'You are next' : `${count} ${count === 1 ? 'number' : 'numbers'} ahead of you`),
    expected: 'Expected turn',
    expectedUnknown: 'No desk is open yet, so there is no expected time',
    people: (count) => `For ${count} people`,
    soon: (wait) => (wait === null ? '' : `in ${wait.low === 0 ? '' : 'about '}${take.wait(wait)}`),
    taken: (at) => `Taken at ${clockTime(at)}`,
    kept: (at) => `Taken at ${clockTime(at)}, ${take.dayName(serviceDay(at))}, and still valid`,
    appointmentAt: (at) => `Appointment at ${clockTime(at)}`,
    waitForCall: (label) => `Desk ${label} will call you`,
    atDesk: (label) => `At desk ${label}`,
    keep: 'Keep the ticket. Your number appears on the big screen and is called in Vietnamese.',
    reprint: 'No ticket? Touch to print again',
    reprinted: 'Printing again. If there is still no ticket, remember this number and tell an officer.',
    desk: (label) => `Please go to desk ${label}`,
    states: {
      waiting: 'Waiting',
      called: 'It is your turn',
      serving: 'Being served',
      parked: 'Waiting for missing papers. When you have them, please tell an officer.',
      no_show: 'This number has been called. Tell an officer and you will be called again.',
      done: 'This number is finished. For anything else, please take a new number.',
      cancelled: 'This number is no longer valid. Take a new number or ask an officer.',
      void: 'This number is no longer valid. Take a new number or ask an officer.',
    },
  },

  appointment: {
    title: 'Type your appointment code',
    hint: 'The four digits on your slip, or hold the slip to the scanner.',
    field: 'Appointment code',
    go: 'Take a number',
  },
  find: {
    title: 'When is it my turn?',
    hint: 'Touch the letter and digits on your ticket, such as A012, then “Show”. Or hold its code to the scanner.',
    field: 'Number on the ticket',
    go: 'Show',
  },
  erase: 'Delete',

  book: {
    services: 'What would you like to book?',
    title: 'Choose a day and time',
    none: 'There is no free appointment at the moment. Please ask an officer.',
    done: 'Your appointment is booked',
    code: 'Code',
    keep: 'When you arrive, touch “I have an appointment” and type this code.',
  },
  dayName: (day) => `${weekdays[weekday(day)]}, ${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]}`,

  closed: {
    closed: 'The office is closed now',
    opens: (at) => `Opens again at ${clockTime(at)}, ${take.dayName(serviceDay(at))}`,
    ended: 'No more numbers today',
    endedHint: 'Holders of a number will still be served. Please watch the big screen.',
    blocked: 'No numbers from this machine for now',
    blockedHint: 'Please see an officer for a number.',
  },

  sending: 'One moment, please…',
  retry: 'Try again',
  offline: 'The connection was lost. Please touch “Try again”, or ask an officer.',
  failed: 'That did not work. Please try again or ask an officer.',
  failures: {
    UnknownTicket: 'There is no such number today. Please check your ticket.',
    UnknownAppointment: 'There is no appointment with this code. Please check your slip.',
    AppointmentNotToday: 'This appointment is not today. Please check the date on your slip.',
    IssuingClosed: 'No more numbers today. You may book another day.',
    OfficeClosed: 'The office is closed now. You may book another day.',
    SlotTaken: 'Somebody has just taken this time. Please choose another.',
    SlotInvalid: 'This time has passed. Please choose another.',
    NumbersExhausted: 'There are no more numbers for this today. Please ask an officer.',
    CountersUnknown: 'No numbers from this machine for now. Please see an officer.',
    ClockDoubtful: 'No numbers from this machine for now. Please see an officer.',
    UnknownService: 'This service has just changed. Please choose again.',
    ScanNotACard: 'This code is not an ID card, a ticket or an appointment slip.',
    ScanEmpty: 'Nothing was read. Hold the card or ticket closer to the scanner and keep still.',
    ScanTruncated: 'Only part of the code was read. Keep still and scan again.',
    ScanMangledByTelex:
      'The scanner misread it. Just choose what you have come for, or type the number on your ticket.',
    ScanReplacementCharacter:
      'The scanner misread it. Just choose what you have come for, or type the number on your ticket.',
    MrzCheckDigit: 'The lines on the back were misread. Scan again, or scan the QR code on the front.',
    ScanTooLong: 'This code is not an ID card, a ticket or an appointment slip.',
    NotTwelveDigits: 'The number on the card was misread. Just choose what you have come for.',
  },
};
