import { useQuery } from '@tanstack/react-query';
import {
  Check,
  CheckCheck,
  CircleAlert,
  CircleDashed,
  CircleHelp,
  Clock,
  type LucideIcon,
  PencilLine,
  RefreshCw,
  Send,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SummaryDayRow } from '../../../electron/core/api/contract.ts';
import { serviceDay, weekday } from '../../../electron/core/kernel/time.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import type { Api } from '../../api/client.ts';
import { showDate } from '../../ui/form.tsx';
import { report as words } from '../../ui/strings/vi/report.ts';
import { wayUp } from '../../ui/strings/vi/wayUp.ts';
import { useKeys } from '../keys.ts';
import { useMinute } from '../now.ts';
import { WayUp } from '../wayup/index.tsx';
import { Day } from './Day.tsx';
import css from './report.module.css';
import { type Standing, standingOf } from './standing.ts';

/** The days at the left with how far each is on its way; the chosen one at the right as it goes up. */
export function Report({ api, role, kiosk }: { api: Api; role: Role; kiosk: boolean }) {
  const today = serviceDay(useMinute());
  const [chosen, setChosen] = useState<string | null>(null);
  /** The way up instead of a day. */
  const [onWay, setOnWay] = useState(false);
  const query = useQuery({
    queryKey: ['summary', 'days'],
    queryFn: () => api.summary.days.query(),
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : false),
  });
  const way = useQuery({ queryKey: ['wayUp'], queryFn: () => api.wayUp.view.query() });
  /** Days whose report lies whole on some way up and is not confirmed yet. */
  const sent = new Set(way.data?.unconfirmed ?? []);
  const rows = query.data ?? [];
  const day = chosen ?? rows[0]?.day ?? today;
  const list = useRef<HTMLOListElement>(null);
  const step = (by: number) => {
    const to = rows[rows.findIndex((row) => row.day === day) + by];
    if (to && !onWay) setChosen(to.day === rows[0]?.day ? null : to.day);
  };
  const choose = (to: string) => {
    setOnWay(false);
    setChosen(to);
  };
  useKeys({ '↑': () => step(-1), '↓': () => step(1) });
  useEffect(() => {
    list.current?.querySelector(`[data-day="${day}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [day]);

  if (!query.data) return <p className={css.loading}>{query.isError ? words.offline : words.loading}</p>;
  return (
    <div className={css.frame}>
      <nav className={css.side} aria-label={words.days}>
        <button
          type="button"
          className={css.wayUp}
          onClick={() => setOnWay(true)}
          {...(onWay ? { 'aria-current': 'true' as const } : {})}
        >
          <Send size={18} aria-hidden="true" /> {wayUp.title}
        </button>
        <ol ref={list}>
          {rows.map((row) => (
            <li key={row.day} data-day={row.day}>
              <Row
                row={row}
                sent={sent.has(row.day)}
                today={today}
                chosen={!onWay && row.day === day}
                onChoose={() => choose(row.day)}
              />
            </li>
          ))}
        </ol>
      </nav>
      {onWay ? (
        <WayUp api={api} acts={role === 'chief' || role === 'administrator'} />
      ) : (
        <Day key={day} api={api} day={day} today={today} role={role} kiosk={kiosk} sent={sent.has(day)} />
      )}
    </div>
  );
}

const SIGNS: Record<Standing, LucideIcon> = {
  running: Clock,
  open: CircleDashed,
  closed: Check,
  sent: Send,
  received: CheckCheck,
  overdue: CircleAlert,
  lost: CircleHelp,
  correcting: PencilLine,
  changed: RefreshCw,
};

/** A state by its sign and its word, never by colour alone. */
export function Mark({ standing }: { standing: Standing }) {
  const Sign = SIGNS[standing];
  return (
    <span className={`${css.mark} ${css[standing]}`}>
      <Sign size={16} aria-hidden="true" /> {words.states[standing]}
    </span>
  );
}

type RowProps = { row: SummaryDayRow; sent: boolean; today: string; chosen: boolean; onChoose: () => void };

function Row({ row, sent, today, chosen, onChoose }: RowProps) {
  return (
    <button
      type="button"
      className={css.day}
      onClick={onChoose}
      {...(chosen ? { 'aria-current': 'true' as const } : {})}
    >
      <strong>{showDate(row.day)}</strong>
      <span>{row.day === today ? words.today : words.weekdays[weekday(row.day)]}</span>
      <Mark standing={standingOf(row, sent)} />
      {row.nothing === true && <span className={css.nothing}>{words.rowNothing}</span>}
    </button>
  );
}
