import { ClockAlert, FileX, ListX, PhoneCall, RotateCcw, Split } from 'lucide-react';
import type { Mark } from './model.ts';

/** Signs of what somebody should look at; the words stand in the legend above the grid. */
export const MARK_SIGNS: Record<Mark, typeof Split> = {
  fork: Split,
  epoch: PhoneCall,
  refused: FileX,
  gap: ListX,
  restored: RotateCcw,
  clockOff: ClockAlert,
};
