import type { BookedView, IssuedView } from '../../electron/core/queue/views.ts';

/** What the screen shows; one question each. */
export type Page =
  | { at: 'start' }
  | { at: 'question'; service: string }
  /** `fresh`: just given out here and printed; otherwise a number somebody asked after. */
  | { at: 'issued'; issued: IssuedView; fresh: boolean }
  | { at: 'appointment' }
  | { at: 'find' }
  | { at: 'bookService' }
  | { at: 'slots'; service: string }
  | { at: 'booked'; booked: BookedView };

/** A scanned card: a random id and whether the person is 60 or over; nothing else reaches this screen. */
export type Card = { person: string; elderly: boolean };
