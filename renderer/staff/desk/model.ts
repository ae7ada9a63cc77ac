import { createContext, useContext, useState } from 'react';
import type { StaffScan } from '../../../electron/core/api/contract.ts';
import type { AtDesk, IssuedView, StaffView } from '../../../electron/core/queue/views.ts';
import type { Api } from '../../api/client.ts';
import type { Commands, Notice } from './commands.ts';
import type { Target } from './words.ts';

export type ScannedPerson = Extract<StaffScan, { kind: 'person' }>;
export type AppointmentRow = StaffView['appointments'][number];

/** The dialog that is open, and what it is about. */
export type Open =
  | { type: 'issue'; scanned: ScannedPerson | null }
  | { type: 'work' }
  | { type: 'transfer' }
  | { type: 'person' }
  | { type: 'call'; target: Target }
  | { type: 'change'; target: ChangeTarget }
  | { type: 'cancel'; target: Target }
  | { type: 'ticket'; target: Target }
  | { type: 'cancelAppointment'; appointment: AppointmentRow }
  | { type: 'pause' | 'handOver' | 'closeDesk' | 'closeDay' | 'reopenDay' | 'clock' | 'counters' }
  | { type: 'paper' | 'book' | 'search' | 'keys' };

export type ChangeTarget = Pick<
  StaffView['line'][number],
  'ticket' | 'version' | 'number' | 'people' | 'priority' | 'priorityReason'
>;

/** What every part of the desk works with. */
export type Model = {
  api: Api;
  view: StaffView;
  /** The desk this machine stands at, when one is chosen. */
  desk: string | null;
  commands: Commands;
  notice: Notice | null;
  say: (notice: Notice | null) => void;
  open: (dialog: Open) => void;
  close: () => void;
  /** Prints a number's paper and tells the officer when it did not come. */
  print: (issued: IssuedView) => void;
  /** Marks a number in the lists, so that the next key acts on it. */
  select: (ticket: string | null) => void;
};

const Context = createContext<Model | null>(null);

export const ModelProvider = Context.Provider;

export function useModel(): Model {
  const model = useContext(Context);
  if (!model) throw new Error('outside the desk');
  return model;
}

/**
 * The person a dialog was opened for. When another screen of this desk has gone on to the next one, the dialog stays
 * with the old one and the host refuses it: it must never act on somebody else.
 */
export function useOpenedFor(): AtDesk | null {
  const { atDesk } = useModel().view;
  const [opened] = useState(atDesk);
  return atDesk?.ticket === opened?.ticket ? atDesk : opened;
}
