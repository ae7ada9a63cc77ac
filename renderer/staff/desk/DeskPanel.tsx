import { IdCard, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { clockTime } from '../../../electron/core/kernel/time.ts';
import type { AtDesk, PersonView, StaffView } from '../../../electron/core/queue/views.ts';
import { Choices } from '../../ui/form.tsx';
import { scanWarnings } from '../../ui/strings/vi/failures.ts';
import { staff } from '../../ui/strings/vi/staff.ts';
import { realMs, useMinute, useSecond } from '../now.ts';
import css from './desk.module.css';
import { useModel } from './model.ts';
import { Command } from './parts.tsx';
import { personFacts, running, serviceName, span, workText } from './words.ts';

/** What the keys of the left column do now; an absent one is not possible. */
export type DeskKeys = Partial<
  Record<
    'next' | 'recall' | 'transfer' | 'finish' | 'absent' | 'park' | 'edit' | 'undo' | 'person',
    (() => void) | undefined
  >
>;

type Props = {
  keys: DeskKeys;
  /** The desk marked in the list while none is chosen. */
  wanted: string | null;
  onWant: (desk: string) => void;
  onForget: () => void;
  mine: boolean;
};

/** Left: the person at the desk, what can be done, and the one big key. */
export function DeskPanel({ keys, wanted, onWant, onForget, mine }: Props) {
  const { view, notice } = useModel();
  const { desk, atDesk } = view;
  return (
    <section className={css.left} aria-label={desk ? staff.desk(desk.label) : staff.chooseDesk}>
      <div className={css.leftScroll}>
        {!desk ? (
          <ChooseDesk view={view} wanted={wanted} onWant={onWant} />
        ) : desk.status === 'closed' || !mine || desk.status === 'paused' ? (
          <DeskState view={view} mine={mine} onForget={onForget} />
        ) : (
          <>
            <header className={css.leftHead}>
              <h2 className={css.over}>
                {atDesk?.state === 'serving' ? staff.serving : atDesk ? staff.called : staff.desk(desk.label)}
              </h2>
              {view.undo ? (
                <Undo undo={view.undo} act={keys.undo} />
              ) : (
                atDesk && <span className={css.over}>{staff.desk(desk.label)}</span>
              )}
            </header>
            {atDesk ? <AtTheDesk at={atDesk} view={view} keys={keys} /> : <Nobody />}
          </>
        )}
      </div>
      {atDesk && mine && <TicketKeys at={atDesk} keys={keys} />}
      {notice && (
        <p className={`${css.notice} ${notice.tone === 'bad' ? css.bad : ''}`} role="status">
          {notice.text}
        </p>
      )}
      <BigKey keys={keys} wanted={wanted} mine={mine} />
    </section>
  );
}

function AtTheDesk({ at, view, keys }: { at: AtDesk; view: StaffView; keys: DeskKeys }) {
  return (
    <>
      <div className={css.numberRow}>
        <p className={css.number} data-testid="at-desk-number">
          {at.number}
        </p>
        <p className={css.marks}>
          {at.people > 1 && <span className={css.chip}>{staff.people(at.people)}</span>}
          {at.priority && <span className={css.chipGold}>{staff.prioritiesShort[at.priority]}</span>}
        </p>
      </div>
      <p className={css.service}>{serviceName(view.services, at.service)}</p>
      <Facts at={at} />
      <PersonCard person={at.person} onType={keys.person} />
    </>
  );
}

/** What can be done with the number at the desk; the place of each key stays the same. */
function TicketKeys({ at, keys }: { at: AtDesk; keys: DeskKeys }) {
  const { commands } = useModel();
  const serving = at.state === 'serving';
  return (
    <div className={css.grid}>
      <div className={css.wide}>
        <Command
          keys="F8"
          tone="main"
          testId={serving ? 'done' : 'start'}
          onAct={() => keys.finish?.()}
          disabled={commands.pending(serving ? 'done' : 'start')}
        >
          {serving ? (at.work.length > 0 ? staff.done(workText(at.work)) : staff.finish) : staff.start}
        </Command>
      </div>
      {serving ? (
        <div className={css.wide}>
          <Command keys="Shift+F8" testId="edit" onAct={() => keys.edit?.()}>
            {staff.edit}
          </Command>
        </div>
      ) : (
        <>
          <Command keys="F4" testId="recall" onAct={() => keys.recall?.()} disabled={commands.pending('recall')}>
            {staff.recall}
          </Command>
          <AbsentKey at={at} act={keys.absent} />
        </>
      )}
      <Command keys="F7" testId="transfer-key" onAct={() => keys.transfer?.()}>
        {staff.transfer}
      </Command>
      <Command keys="F10" testId="park" onAct={() => keys.park?.()} disabled={commands.pending('park')}>
        {staff.park}
      </Command>
    </div>
  );
}

/** Drawn again each second by itself, so that the rest of the screen stays still. */
function Facts({ at }: { at: AtDesk }) {
  const now = useSecond();
  return (
    <dl className={css.facts}>
      {at.startedAt === null ? (
        <Fact name={staff.callTime}>
          {running(at.lastCallAt, now)} <small>{staff.times(at.calls)}</small>
        </Fact>
      ) : (
        <Fact name={staff.served}>{running(at.startedAt, now)}</Fact>
      )}
      <Fact name={staff.waited}>{span(at.issuedAt, at.calledAt)}</Fact>
      <Fact name={staff.usual}>{staff.usualMinutes(at.usual.low, at.usual.high)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "Vắng mặt" counts down to the instant from which it is allowed, so that nobody is passed over in a hurry. */
function AbsentKey({ at, act }: { at: AtDesk; act: (() => void) | undefined }) {
  const now = useSecond();
  const { commands } = useModel();
  const left = absentWait(at, now);
  return (
    <Command
      keys="F9"
      onAct={() => act?.()}
      disabled={!act || at.state !== 'called' || left === null || left > 0 || commands.pending('absent')}
      testId="absent"
    >
      {at.state === 'called' && left !== null && left > 0 ? staff.absentIn(left) : staff.absent}
    </Command>
  );
}

function PersonCard({ person, onType }: { person: PersonView | null; onType: (() => void) | undefined }) {
  if (!person) {
    return (
      <div className={css.noPerson}>
        <IdCard size={22} aria-hidden="true" />
        <span>{staff.scanInvite}</span>
        <Command keys="Alt+P" tone="small" onAct={() => onType?.()} disabled={!onType}>
          {staff.typePerson}
        </Command>
      </div>
    );
  }
  return (
    <div className={css.person}>
      <p>
        <strong>{person.fullName ?? staff.noName}</strong> · {personFacts(person)}
      </p>
      <p>{person.personalNumber ?? person.formerIdNumber}</p>
      {person.warnings.length > 0 && (
        <ul className={css.warnings}>
          {person.warnings.map((code) => (
            <li key={code}>
              <TriangleAlert size={14} aria-hidden="true" /> {scanWarnings[code] ?? code}
            </li>
          ))}
        </ul>
      )}
      <p className={css.from}>
        {person.address && <span>{person.address} · </span>}
        {staff.readFrom[person.source](clockTime(person.readAt))}
      </p>
    </div>
  );
}

function Nobody() {
  return (
    <div className={css.nobody}>
      <p className={css.state}>{staff.nobody}</p>
      <p className={css.quiet}>{staff.nobodyHint}</p>
    </div>
  );
}

function DeskState({ view, mine, onForget }: { view: StaffView; mine: boolean; onForget: () => void }) {
  const desk = view.desk;
  if (!desk) return null;
  const taken = desk.status !== 'closed' && !mine;
  return (
    <div className={css.deskState}>
      <p className={css.deskName}>{staff.desk(desk.label)}</p>
      <p className={css.state}>
        {taken
          ? staff.deskOf(desk.officer || staff.anotherOfficer)
          : desk.status === 'paused'
            ? `${staff.deskPaused}${desk.pauseReason ? `: ${staff.pauseReasons[desk.pauseReason].toLowerCase()}` : ''}`
            : staff.deskClosed}
      </p>
      {taken && desk.number && <p className={css.taken}>{desk.number}</p>}
      {taken ? (
        <p className={css.quiet}>{staff.deskOfHint}</p>
      ) : (
        <div className={css.quiet}>
          {staff.deskServes}
          <ul className={css.serves}>
            {view.services
              .filter((service) => desk.services.length === 0 || desk.services.includes(service.id))
              .map((service) => (
                <li key={service.id}>{service.name.vi}</li>
              ))}
          </ul>
        </div>
      )}
      {desk.status !== 'paused' && (
        <div>
          <Command tone="small" keys="Alt+Q" onAct={onForget}>
            {staff.otherDesk}
          </Command>
        </div>
      )}
    </div>
  );
}

type ChooseProps = { view: StaffView; wanted: string | null; onWant: (desk: string) => void };

function ChooseDesk({ view, wanted, onWant }: ChooseProps) {
  return (
    <div className={css.deskState}>
      <p className={css.deskName}>{staff.chooseDesk}</p>
      <p className={css.quiet}>{staff.chooseDeskHint}</p>
      <Choices
        label={staff.chooseDesk}
        bare
        options={view.desks.map((desk) => ({
          value: desk.id,
          label: staff.desk(desk.label),
          aside: desk.status === 'closed' ? staff.deskStatus.closed : desk.officer || staff.deskStatus[desk.status],
        }))}
        value={wanted}
        onChange={onWant}
        autoFocus
      />
    </div>
  );
}

/** The last action can be taken back while this counts down. */
function Undo({ undo, act }: { undo: NonNullable<StaffView['undo']>; act: (() => void) | undefined }) {
  const now = useSecond();
  // This screen's clock may run a second behind the host's.
  const left = Math.min(10, Math.ceil(realMs(undo.until - now) / 1000));
  if (left <= 0) return null;
  return (
    <Command keys="Ctrl+Z" tone="small" onAct={() => act?.()} disabled={!act} testId="undo">
      {staff.undo(staff.actions[undo.action] ?? '', left)}
    </Command>
  );
}

/** The one big key: call next; before that, whatever brings the desk there. */
function BigKey({ keys, wanted, mine }: { keys: DeskKeys; wanted: string | null; mine: boolean }) {
  const { view, commands } = useModel();
  const { desk, next } = view;
  const chosen = view.desks.find((each) => each.id === wanted);
  let title: ReactNode;
  let sub: ReactNode;
  if (desk && desk.status !== 'closed' && !mine) {
    title = staff.takeOver(desk.label);
    sub = staff.takeOverHint;
  } else if (!desk && chosen && chosen.status !== 'closed') {
    title = staff.chooseThis(chosen.label);
    sub = staff.deskOf(chosen.officer || staff.anotherOfficer);
  } else if (!desk || desk.status === 'closed') {
    title = staff.openDesk(desk?.label ?? chosen?.label ?? '');
    sub = staff.openDeskHint;
  } else if (desk.status === 'paused') {
    title = staff.resume;
    sub = staff.resumeHint;
  } else if (next) {
    return (
      <Command
        keys="F2"
        tone="primary"
        testId="call-next"
        onAct={() => keys.next?.()}
        disabled={!keys.next || commands.pending('callNext')}
      >
        <span className={css.bigTitle}>
          {staff.callNext('')}
          <span data-testid="next-number">{next.number}</span>
        </span>
        <NextWhy issuedAt={next.issuedAt} reason={staff.reasons[next.reason]} />
      </Command>
    );
  } else {
    title = staff.nobodyWaiting;
    sub = staff.nobodyWaitingHint;
  }
  return (
    <Command keys="F2" tone="primary" testId="call-next" onAct={() => keys.next?.()} disabled={!keys.next}>
      <span className={css.bigTitle}>{title}</span>
      <span className={css.bigSub}>{sub}</span>
    </Command>
  );
}

function NextWhy({ issuedAt, reason }: { issuedAt: number; reason: string }) {
  // As the list beside it, which counts whole minutes too.
  const now = useMinute();
  return (
    <span className={css.bigSub}>
      {reason} · {staff.waitedFor(span(issuedAt, now))}
    </span>
  );
}

/** Seconds until "Vắng mặt" is allowed; null while the number must be called again first. */
function absentWait(at: AtDesk, now: number): number | null {
  const from = at.absentFrom;
  return from === null ? null : Math.max(0, Math.ceil((from - now) / 1000));
}
