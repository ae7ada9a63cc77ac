import { useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, Hourglass, Sparkles, Square, Undo2, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { clockTime, DAY } from '../../../../electron/core/kernel/time.ts';
import { check } from '../../../../electron/core/roster/check.ts';
import type { Clash, RosterPlace } from '../../../../electron/core/roster/model.ts';
import type { Generation } from '../../../../electron/core/roster/views.ts';
import { refresh } from '../../../api/client.ts';
import { useAct } from '../../../ui/act.ts';
import { Action, Amount, Ask, Failure } from '../../../ui/form.tsx';
import { form } from '../../../ui/strings/vi/form.ts';
import { whereText } from '../../../ui/strings/vi/roster.ts';
import { plan } from '../../../ui/strings/vi/rosterPlan.ts';
import { useSecond } from '../../now.ts';
import { type Edit, monthOf, type RosterScreen, weekOf } from '../model.ts';
import { DaysChoice, firstAsked, personName, useDialog } from './parts.tsx';
import css from './plan.module.css';
import { type Days, editBetween, gapOf, missingPeople, mostMissing, onDuty, periodFits, undoing } from './plan.ts';

const words = plan.generate;

/** As long as most offices need; the roster of fifteen is usually proven sooner. */
const SECONDS = 60;
/** A result that nobody closed goes by itself: it says nothing about the roster of an hour later. */
const SHOWN_MS = 10 * 60_000;

type Run = NonNullable<Generation>;

/** The button in the tab's header: asks for which days and how long, then begins. */
export function GenerateTool(screen: RosterScreen) {
  const running = screen.view.generation?.state.type === 'running';
  const [open, setOpen] = useDialog('F7', !running);
  return (
    <>
      <Action tone="quiet" onPress={() => setOpen(true)} disabled={running}>
        <Sparkles size={18} aria-hidden="true" /> {words.act} <kbd>F7</kbd>
      </Action>
      {open && <GenerateDialog screen={screen} onClose={() => setOpen(false)} />}
    </>
  );
}

function GenerateDialog({ screen, onClose }: { screen: RosterScreen; onClose: () => void }) {
  const [asked, setAsked] = useState(() => firstAsked(screen));
  const [seconds, setSeconds] = useState(SECONDS);
  const queries = useQueryClient();
  const act = useAct();
  const fits = periodFits(asked.days, screen.today);
  const start = async () => {
    if (!fits) return;
    const { days } = asked;
    const begun = await act.run(async () => {
      const { places } = await screen.api.roster.view.query(days);
      asking = { ...days, places };
      return screen.api.roster.generate.mutate({ ...days, seconds });
    });
    if (begun) {
      await refresh(queries, ['roster']);
      onClose();
    }
  };
  return (
    <Ask
      title={words.title}
      onClose={onClose}
      failure={act.failure ?? (fits ? null : plan.period.wrong)}
      testId="generate"
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void start()} disabled={!fits}>
            {words.start}
          </Action>
        </>
      }
    >
      <p>{words.lead}</p>
      <DaysChoice screen={screen} asked={asked} onChange={setAsked} />
      <Amount
        label={words.seconds}
        unit={words.unit}
        value={seconds}
        onChange={setSeconds}
        min={10}
        max={600}
        step={10}
      />
      <p className={css.note}>{words.secondsNote}</p>
    </Ask>
  );
}

/**
 * What is being generated, or how it ended: a band under the tab's header, so that the board below stays usable. Nothing
 * where there is nothing to say.
 */
export function GenerationBand(screen: RosterScreen) {
  const { view, session } = screen;
  const { generation } = view;
  const [hidden, setHidden] = useState<number | null>(null);
  const held = useHeld(screen);
  const now = useSecond();
  const running = generation?.state.type === 'running';
  if (!generation || hidden === generation.startedAt) return null;
  if (!running && now > generation.endsAt + SHOWN_MS) return null;
  const hide = () => setHidden(generation.startedAt);
  return (
    <section className={css.band} aria-label={words.act} data-state={generation.state.type} data-testid="generation">
      {generation.state.type === 'running' ? (
        <Running screen={screen} run={generation} points={held?.points ?? []} by={generation.by === session.officer} />
      ) : (
        <Ended screen={screen} run={generation} held={held} onHide={hide} />
      )}
    </section>
  );
}

type RunningProps = { screen: RosterScreen; run: Run; points: readonly Point[]; by: boolean };

function Running({ screen: { api, view }, run, points, by }: RunningProps) {
  const act = useAct();
  const [stopped, setStopped] = useState(false);
  const now = useSecond();
  const all = Math.round((run.endsAt - run.startedAt) / 1000);
  const spent = Math.min(all, Math.max(0, Math.round((now - run.startedAt) / 1000)));
  const { objective } = run.progress;
  const gap = gapOf(run.progress);
  return (
    <>
      <Curve points={points} seconds={all} spent={spent} />
      <div className={css.bandText} role="status">
        <h2>{words.running(plan.dates(run.from, run.to))}</h2>
        <p className={css.bandMain}>{reached(run.progress, view.situation.settings.rules.cover.under)}</p>
        <p>
          {[
            words.spent(spent, all),
            objective === null ? null : gapText(gap),
            by ? null : words.by(personName(view, run.by), clockTime(run.startedAt)),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
        {act.failure && <Failure>{act.failure}</Failure>}
      </div>
      <Action
        tone="main"
        disabled={stopped}
        onPress={async () => {
          if (await act.run(async () => ({ ok: true, value: await api.roster.stop.mutate() }) as const))
            setStopped(true);
        }}
      >
        <Square size={16} aria-hidden="true" />
        {stopped ? words.stopping : objective === null ? words.stopEmpty : words.stop}
      </Action>
    </>
  );
}

type EndedProps = { screen: RosterScreen; run: Run; held: Held | null; onHide: () => void };

function Ended({ screen, run, held, onHide }: EndedProps) {
  const { state } = run;
  const { view, period: shown, setPeriod, history, session } = screen;
  const period = plan.dates(run.from, run.to);
  const [undone, setUndone] = useState(false);
  const edit = held?.edit ?? null;
  // Whoever began it may have taken it back on the board.
  const canUndo = edit !== null && !undone && (run.by !== session.officer || history.current.includes(edit));
  const hide = (
    <Action tone="quiet" onPress={onHide} label={words.hide}>
      <X size={18} aria-hidden="true" />
    </Action>
  );
  if (state.type === 'done') {
    const gap = gapOf(run.progress);
    const missing = held?.missing ?? null;
    // Of days that are not on screen it is not known whether they were published since.
    const [from, to] = [run.from > view.from ? run.from : view.from, run.to < view.to ? run.to : view.to];
    const published = Object.keys(view.publishedAt).filter((day) => day >= from && day <= to).length;
    const days = 1 + Math.round((Date.parse(to) - Date.parse(from)) / DAY);
    const said = [
      missing === null ? null : missing === 0 ? words.noneMissing : words.someMissing(missing),
      state.proven ? words.proven : gap === null ? null : words.better(plan.decimal(gap * 100)),
      published < days ? words.inDraft : null,
      published > 0 ? words.inPublished : null,
    ];
    return (
      <>
        <Sign>
          <CircleCheck size={26} aria-hidden="true" />
        </Sign>
        <Told title={undone ? words.undone : state.proven ? words.done(period) : words.stoppedAt(period)}>
          {!undone && <p>{said.filter((part) => part !== null).join(' ')}</p>}
        </Told>
        {(run.from < shown.from || run.to > shown.to) && (
          <Action
            onPress={() => {
              screen.open('board');
              setPeriod(run.to <= weekOf(run.from).to ? weekOf(run.from) : monthOf(run.from));
            }}
          >
            {words.show}
          </Action>
        )}
        {canUndo && (
          <Action
            onPress={async () => {
              if (!(await screen.run(undoing(edit)))) return;
              history.current = history.current.filter((each) => each !== edit);
              setUndone(true);
            }}
          >
            <Undo2 size={18} aria-hidden="true" /> {words.undo}
          </Action>
        )}
        {hide}
      </>
    );
  }
  if (state.type === 'clash') {
    return (
      <>
        <Sign>
          <CircleAlert size={26} aria-hidden="true" />
        </Sign>
        <Told title={words.clash(period)}>
          <ClashText screen={screen} clash={state.clash} />
        </Told>
        {screen.session.role !== 'leader' && state.clash.length > 0 && (
          <Action onPress={() => screen.open('rules')}>{words.rules}</Action>
        )}
        {hide}
      </>
    );
  }
  return (
    <>
      <Sign>
        {state.type === 'nothing' ? (
          <Hourglass size={26} aria-hidden="true" />
        ) : (
          <CircleAlert size={26} aria-hidden="true" />
        )}
      </Sign>
      <Told title={state.type === 'nothing' ? words.nothing(period) : words.failed(period)}>
        <p>{state.type === 'nothing' ? words.nothingHelp : words.failedHelp}</p>
      </Told>
      {hide}
    </>
  );
}

function ClashText({ screen: { view, session }, clash }: { screen: RosterScreen; clash: Clash }) {
  if (clash.length === 0) return <p>{words.clashUnknown}</p>;
  const names = { settings: view.situation.settings, people: view.people };
  return (
    <>
      <p>{words.clashLead}</p>
      <ul>
        {clash.map((part, index) => (
          <li key={index}>{words.clashPart(part.rule, whereText(part, names))}</li>
        ))}
      </ul>
      <p>{session.role === 'leader' ? words.clashHelpLeader : words.clashHelp}</p>
    </>
  );
}

function Sign({ children }: { children: ReactNode }) {
  return <span className={css.sign}>{children}</span>;
}

function Told({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={css.bandText} role="status">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** How far the roster may be from the best one, `gap` 0–1, `seconds` after the start. */
type Point = { seconds: number; gap: number };

const WIDTH = 260;
const HEIGHT = 76;
const TOP = 6;
const FLOOR = 58;

/** The way to the best roster: the distance that is left falls over the time given; root scale, because the last percents take longest. */
function Curve({ points, seconds, spent }: { points: readonly Point[]; seconds: number; spent: number }) {
  const x = (at: number) => (Math.min(at, seconds) / Math.max(1, seconds)) * WIDTH;
  const y = (gap: number) => FLOOR - Math.sqrt(gap) * (FLOOR - TOP);
  const first = points[0];
  const last = points.at(-1);
  const steps = points.map((point, i) =>
    i === 0 ? `M${x(point.seconds)} ${y(point.gap)}` : `H${x(point.seconds)} V${y(point.gap)}`,
  );
  return (
    <svg
      className={css.progress}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={words.picture}
    >
      <rect x={0} y={TOP} width={WIDTH} height={FLOOR - TOP} className={css.progressGround} />
      <rect x={0} y={TOP} width={x(spent)} height={FLOOR - TOP} className={css.progressSpent} />
      {first && last && (
        <>
          <path d={`${steps.join(' ')} H${x(spent)} V${FLOOR} H${x(first.seconds)} Z`} className={css.progressArea} />
          <path d={`${steps.join(' ')} H${x(spent)}`} className={css.progressLine} />
        </>
      )}
      <line x1={0} x2={WIDTH} y1={y(0.01)} y2={y(0.01)} className={css.progressGoal} />
      <text x={WIDTH} y={y(0.01) - 4} textAnchor="end" className={css.progressText}>
        {words.goal}
      </text>
      <text x={0} y={HEIGHT - 3} className={css.progressText}>
        0
      </text>
      <text x={WIDTH} y={HEIGHT - 3} textAnchor="end" className={css.progressText}>
        {words.until(seconds)}
      </text>
    </svg>
  );
}

/** As long as hardly anything is proven, the roster found may be the empty one with which the search began. */
function reached(progress: Run['progress'], under: number | 'hard'): string {
  const { objective } = progress;
  if (objective === null) return words.first;
  const missing = mostMissing(objective, under);
  if (missing === null) return words.found;
  if (missing === 0) return words.full;
  return gapOf(progress) === null ? words.soFar(missing) : words.missing(missing);
}

function gapText(gap: number | null): string {
  if (gap === null) return words.unproven;
  return gap <= 0.01 ? words.near : words.gap(plan.decimal(gap * 100));
}

/** What a window saw of a generation: the draft when it began, and once it has ended what it did and how many people are missing. */
type Held = {
  startedAt: number;
  /** Null: it had ended before anybody looked. */
  before: RosterPlace[] | null;
  points: Point[];
  edit: Edit | null;
  missing: number | null;
};

/** Outside React: whoever looks at another tab meanwhile still finds the way back. Holds ids and days, no names. */
let kept: Held | null = null;

/** The draft when this window asked for a roster: a small office's is there before anybody can look. */
let asking: (Days & { places: RosterPlace[] }) | null = null;

/** Notes the draft while a roster is generated (nobody can change it then), and how the result differs once it is there. */
function useHeld({ api, view, session, history }: RosterScreen): Held | null {
  const [held, setHeld] = useState<Held | null>(kept);
  const { startedAt, from, to, by, state, progress } = view.generation ?? {};
  const type = state?.type;
  const isMine = by === session.officer;
  useEffect(() => {
    if (startedAt === undefined || from === undefined || to === undefined) return;
    const hold = (next: Held) => {
      kept = next;
      setHeld(next);
    };
    const look = async () => {
      const seen = await api.roster.view.query({ from, to });
      if (seen.generation?.startedAt !== startedAt) return;
      const known = kept?.startedAt === startedAt ? kept : null;
      if (type === 'running' && seen.generation.state.type === 'running' && !known) {
        hold({ startedAt, before: seen.places, points: [], edit: null, missing: null });
      }
      if (type === 'done' && (known?.missing ?? null) === null) {
        const own = isMine && asking?.from === from && asking.to === to ? asking.places : null;
        const before = known?.before ?? own;
        const edit = before && editBetween(before, seen.places);
        if (edit && isMine) history.current.push(edit);
        const missing = missingPeople(check(seen.situation, onDuty(seen.places)));
        hold({ startedAt, before, points: known?.points ?? [], edit, missing });
      }
    };
    // Out of reach: then there is no way back to offer, and the roster is as it is.
    if (type === 'running' || type === 'done') look().catch(() => undefined);
  }, [api, startedAt, from, to, type, isMine, history]);
  const gap = progress ? gapOf(progress) : null;
  const seconds = progress?.seconds ?? 0;
  useEffect(() => {
    if (gap === null || kept === null || kept.startedAt !== startedAt || type !== 'running') return;
    kept = { ...kept, points: [...kept.points, { seconds, gap }] };
    setHeld(kept);
  }, [gap, seconds, startedAt, type]);
  return held?.startedAt === startedAt ? held : null;
}
