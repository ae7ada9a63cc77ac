import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Volume2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Paced } from '../../electron/core/api/contract.ts';
import { timeAt } from '../../electron/core/demo/clock.ts';
import type { BoardView } from '../../electron/core/queue/views.ts';
import type { Api } from '../api/client.ts';
import { ConnectionBand, useConnection } from '../ui/connection.tsx';
import { clockRange, clockTime, longDateOf } from '../ui/format.ts';
import { board as say } from '../ui/strings/vi/board.ts';
import css from './board.module.css';
import { type Call, type Calls, callKey, lastCalls } from './calls.ts';
import { Fit } from './Fit.tsx';
import { type Idle, idleState } from './idle.ts';
import { useAnnouncements } from './useAnnouncements.ts';
import { useWakeLock } from './useWakeLock.ts';

/** The big screen: the number being called fills the left, the next ones stand on the right. */
export function Board({ api }: { api: Api }) {
  const { data: view } = useQuery({
    queryKey: ['board'],
    queryFn: () => api.board.view.query(),
    // Ranges and the shift move on with the clock, also while nobody presses anything.
    refetchInterval: 20_000,
  });
  useWakeLock();
  return view ? <Screen view={view} /> : <div className={css.screen} />;
}

function Screen({ view }: { view: Paced<BoardView> }) {
  const { calls, blocked } = useAnnouncements(view);
  const { hello } = useConnection();
  const idle = idleState(view, calls);
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <h1 className={css.office}>
          <Fit className={css.officeName}>{view.office.name}</Fit>
          <span className={css.section}>
            {say.section}
            {hello.demo && <span className={css.demo}>{say.demo}</span>}
          </span>
        </h1>
        <Clock now={view.now} pace={view.pace} />
      </header>
      <main className={css.main}>
        <section className={css.left}>
          {calls.shown && idle === null ? <CalledPanel call={calls.shown} ringing={calls.ringing} /> : null}
          {idle && <IdlePanel idle={idle} view={view} />}
          {blocked && (
            <p className={css.hint} data-testid="sound-hint">
              <Volume2 aria-hidden="true" />
              {say.soundHint}
            </p>
          )}
          <LastCalls calls={calls} />
        </section>
        <Next view={view} />
      </main>
      <footer className={css.foot}>
        {view.closed && idle !== 'ended' ? (
          <Closed numbers={view.closed.lastNumbers} />
        ) : (
          <Notices texts={view.notices} />
        )}
        <div className={css.band}>
          <Fit className={css.facts}>
            {view.shift && <Shift shift={view.shift} />}
            <b>{say.desksOpen(view.desksOpen)}</b>
            <span>
              {say.waiting} <b>{say.waitingCount(view.waiting)}</b>
            </span>
          </Fit>
          {view.office.phone && (
            <p className={css.phone}>
              {say.phone} <b>{view.office.phone}</b>
            </p>
          )}
          <div className={css.lost}>
            <ConnectionBand />
          </div>
        </div>
      </footer>
    </div>
  );
}

/** By the roster with how many people are on duty, never who. */
function Shift({ shift: { name, from, to, people } }: { shift: NonNullable<BoardView['shift']> }) {
  return (
    <span data-testid="shift">
      {say.shift(name, from, to)}
      {people !== null && (
        <>
          {' · '}
          <b>{say.onDuty(people)}</b>
        </>
      )}
    </span>
  );
}

function CalledPanel({ call, ringing }: { call: Call; ringing: boolean }) {
  const named = !/^\d{1,2}$/.test(call.desk);
  return (
    <>
      <div className={css.heading}>
        <h2>{say.call[call.kind]}</h2>
        {call.times > 1 && <span className={css.again}>{say.again(call.times)}</span>}
      </div>
      {/* A new key starts the flash anew, also for a recall of the same number. */}
      <div key={callKey(call)} className={css.called} data-ringing={ringing} data-named={named} role="status">
        <Fit className={css.calledLine}>
          <span className={css.number} data-testid="called-number">
            {call.number}
          </span>
          {!named && (
            <>
              <ArrowRight className={css.arrow} aria-label={say.to} />
              <span className={css.deskWord}>{say.desk} </span>
              <span className={css.deskNumber} data-testid="called-desk">
                {call.desk}
              </span>
            </>
          )}
        </Fit>
        {named && (
          <Fit className={css.deskLine}>
            <ArrowRight className={css.arrow} aria-label={say.to} />
            <span className={css.deskName} data-testid="called-desk">
              {call.desk}
            </span>
          </Fit>
        )}
      </div>
    </>
  );
}

function IdlePanel({ idle, view }: { idle: Idle; view: BoardView }) {
  const { title, note } = say.idle[idle];
  const numbers = idle === 'ended' ? (view.closed?.lastNumbers ?? []) : [];
  return (
    <div className={css.idle} data-testid="idle">
      <Fit className={css.idleTitle}>
        <h2>{title}</h2>
      </Fit>
      {numbers.length > 0 && <Fit className={css.idleNumbers}>{say.lastNumbers(numbers)}</Fit>}
      <Fit className={css.idleNote}>{note}</Fit>
    </div>
  );
}

function LastCalls({ calls }: { calls: Calls }) {
  const last = lastCalls(calls);
  return (
    <ul className={css.last} aria-label={say.lastCalls} data-empty={last.length === 0}>
      {last.map((call) => (
        <li key={callKey(call)} data-testid="last-call">
          <span className={css.lastNumber}>{call.number}</span>
          <Fit className={css.lastDesk}>{say.deskName(call.desk)}</Fit>
        </li>
      ))}
    </ul>
  );
}

function Next({ view }: { view: BoardView }) {
  return (
    <section className={css.next}>
      <div className={css.heading}>
        <h2>{say.next}</h2>
        {view.next.length > 0 && <span>{say.expected}</span>}
      </div>
      {view.next.length === 0 ? (
        <p className={css.nobody}>{say.nobodyWaiting}</p>
      ) : (
        <ul>
          {view.next.map(({ number, tag, range }) => (
            <li key={number} data-testid="next-row">
              <span className={css.nextNumber}>{number}</span>
              {tag && <span className={css.tag}>{say.tags[tag]}</span>}
              {range ? (
                <span className={css.range}>{clockRange(range)}</span>
              ) : (
                <span className={css.noDesk}>{say.noDesk}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Closed({ numbers }: { numbers: readonly string[] }) {
  return (
    <div className={css.closed} data-testid="closed">
      <Fit className={css.closedLine}>
        {say.closed} {numbers.length > 0 && <b>{say.lastNumbers(numbers)}</b>}
      </Fit>
    </div>
  );
}

/** One notice at a time, each long enough to be read twice. */
function Notices({ texts }: { texts: readonly string[] }) {
  const [index, setIndex] = useState(0);
  useEffect(() => {
    if (texts.length < 2) return;
    const timer = setInterval(() => setIndex((n) => n + 1), 12_000);
    return () => clearInterval(timer);
  }, [texts.length]);
  const shown = index % Math.max(1, texts.length);
  const text = texts[shown];
  if (text === undefined) return null;
  return (
    <section className={css.notices} aria-label={say.notices}>
      <p key={shown} className={css.notice} data-long={text.length > NOTICE_LINE}>
        {text}
      </p>
      {texts.length > 1 && (
        <span className={css.dots} aria-hidden="true">
          {texts.map((_, i) => (
            <i key={i} data-on={i === shown} />
          ))}
        </span>
      )}
    </section>
  );
}

/** Letters that surely fit one line of the notice strip at its larger size. */
const NOTICE_LINE = 70;

/** The host's clock, so that the wall and the tickets agree. */
function Clock({ now, pace }: { now: number; pace: number }) {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const reading = { now, at: Date.now(), pace };
    const tick = () => setTime(timeAt(reading, Date.now()));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [now, pace]);
  return (
    <>
      <time className={css.clock}>{clockTime(time)}</time>
      <span className={css.date}>{longDateOf(time)}</span>
    </>
  );
}
