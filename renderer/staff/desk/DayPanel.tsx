import { ScanLine, Unplug } from 'lucide-react';
import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import type { StaffView } from '../../../electron/core/queue/views.ts';
import { DayChart } from '../../ui/DayChart.tsx';
import { staff } from '../../ui/strings/vi/staff.ts';
import { useMinute } from '../now.ts';
import css from './desk.module.css';
import { useModel } from './model.ts';
import { Command } from './parts.tsx';
import { dateText, hourOf } from './words.ts';

/** Right: the day in four numbers and one picture, and every desk. */
export function DayPanel() {
  const { view } = useModel();
  const now = useMinute();
  const { today, desks, services } = view;
  const letters = (ids: readonly string[]) =>
    services.every((each) => ids.includes(each.id))
      ? staff.everything
      : [...new Set(services.filter((each) => ids.includes(each.id)).map((each) => each.letter))].sort().join(' ');
  return (
    <aside className={css.right} aria-label={staff.today}>
      <h2 className={css.over}>{staff.today}</h2>
      <div className={css.tiles}>
        <Tile value={String(today.issued)} name={staff.issued} />
        <Tile value={String(today.served)} name={staff.finished} />
        <Tile
          value={today.waitMedian === null ? '–' : staff.minutes(Math.round(today.waitMedian))}
          name={staff.median}
        />
        <Tile value={String(today.absent)} name={staff.absentCount} />
      </div>
      <DayChart
        hours={today.byHour}
        width={236}
        height={132}
        hourNow={hourOf(now)}
        label={staff.chart.label(today.issued, today.served)}
        words={staff.chart}
      />
      <h2 className={css.over}>{staff.desks}</h2>
      {view.duty && <OnDuty duty={view.duty} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard. */}
      <ul className={css.desks} tabIndex={0} aria-label={staff.desks}>
        {desks.map((desk) => (
          <li key={desk.id} data-status={desk.status}>
            <i aria-hidden="true" />
            <span className={css.deskLabel}>
              {staff.desk(desk.label)} {desk.numberState !== 'called' && <small>{letters(desk.services)}</small>}
            </span>
            <strong>{desk.number ?? ''}</strong>
            {desk.numberState !== 'serving' && (
              <small>{desk.numberState === 'called' ? staff.states.called : staff.deskStatus[desk.status]}</small>
            )}
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** Who is on duty by the roster and until when; for leaders, how many desks it opens. */
function OnDuty({ duty: { shift, people, desks } }: { duty: NonNullable<StaffView['duty']> }) {
  const { view } = useModel();
  const open = view.desks.filter(({ status }) => status === 'open').length;
  return (
    <div className={css.duty} data-testid="duty">
      <p title={people.join(', ')}>
        <b>{shift ? staff.duty.shift(shift.name, shift.to) : staff.duty.noShift}</b>
        {shift && `: ${people.join(', ') || staff.duty.nobody}`}
      </p>
      {view.me.role !== 'officer' && <p>{staff.duty.desks(desks, open)}</p>}
    </div>
  );
}

function Tile({ value, name }: { value: string; name: string }) {
  return (
    <div className={css.tile}>
      <strong>{value}</strong>
      <span>{name}</span>
    </div>
  );
}

type StatusProps = { online: boolean; scanned: { text: string; at: number } | null; onKeys: () => void };

/** Bottom: the card reader and what it last read, the day's end, the backups; or that the host is gone. */
export function StatusLine({ online, scanned, onKeys }: StatusProps) {
  const { view } = useModel();
  const { backup, closed, closesAt } = view;
  if (!online) {
    return (
      <footer className={`${css.status} ${css.offline}`}>
        <p role="status">
          <Unplug size={18} aria-hidden="true" /> {staff.offline(clockTime(view.now))}
        </p>
      </footer>
    );
  }
  return (
    <footer className={css.status}>
      <p role="status" data-testid="scan-status">
        <ScanLine size={18} aria-hidden="true" />
        {scanned ? (
          <span>
            <b>{clockTime(scanned.at)}</b> {scanned.text}
          </span>
        ) : (
          <b>{staff.scannerReady}</b>
        )}
      </p>
      <p className={css.statusRight}>
        {closed ? (
          <b>{staff.issuingEnded(closed.lastNumbers)}</b>
        ) : (
          closesAt !== null && <span>{staff.closesAt(clockTime(closesAt))}</span>
        )}
        <span>{backup.lastAt === null ? staff.backupNever : staff.backupAt(when(backup.lastAt, view.now))}</span>
        {backup.secondAt !== null && <span>{staff.secondBackupAt(when(backup.secondAt, view.now))}</span>}
      </p>
      <Command keys="Alt+H" tone="small" onAct={onKeys}>
        {staff.menu.keys}
      </Command>
    </footer>
  );
}

function when(at: number, now: number): string {
  return serviceDay(at) === serviceDay(now) ? clockTime(at) : dateText(serviceDay(at)).slice(0, 5);
}
