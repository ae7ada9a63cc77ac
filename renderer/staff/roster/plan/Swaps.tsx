import { ArrowLeftRight, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { clockTime, serviceDay } from '../../../../electron/core/kernel/time.ts';
import { wouldBreak } from '../../../../electron/core/roster/check.ts';
import type { Finding, Place } from '../../../../electron/core/roster/model.ts';
import type { Swap } from '../../../../electron/core/roster/views.ts';
import { Action, Choose, showDate } from '../../../ui/form.tsx';
import { ruleSentence } from '../../../ui/strings/vi/roster.ts';
import { plan } from '../../../ui/strings/vi/rosterPlan.ts';
import { periodAs, type RosterScreen } from '../model.ts';
import { personName, placeText } from './parts.tsx';
import css from './plan.module.css';
import { byRule, isToCome, samePlace, swapChange } from './plan.ts';

const words = plan.swaps;

/** Swaps between officers: ask for one, answer what others ask, and for a leader approve or refuse. */
export function Swaps(screen: RosterScreen) {
  const { view, session, plans } = screen;
  const me = session.officer;
  const toAnswer = view.swaps.filter(({ state, to }) => state === 'asked' && to === me);
  const toDecide = plans ? view.swaps.filter(({ state }) => state === 'agreed') : [];
  const own = view.swaps.filter((swap) => swap.by === me && !toDecide.includes(swap));
  const others = view.swaps.filter((swap) => ![...toAnswer, ...toDecide, ...own].includes(swap));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.page} aria-label={words.title} tabIndex={0}>
      <div className={css.swaps}>
        <AskSwap screen={screen} />
        <div className={css.lists}>
          {toAnswer.length > 0 && <List screen={screen} title={words.toAnswer} swaps={toAnswer} />}
          {plans && <List screen={screen} title={words.toDecide} swaps={toDecide} none={words.noneToDecide} />}
          <List screen={screen} title={words.own} swaps={own} none={words.none} />
          {others.length > 0 && <List screen={screen} title={words.others} swaps={others} />}
        </div>
      </div>
    </section>
  );
}

/** Which shift, with whom, against which; what it would break is said before it is asked. */
function AskSwap({ screen }: { screen: RosterScreen }) {
  const { view, session, places, run } = screen;
  const [give, setGive] = useState('');
  const [to, setTo] = useState('');
  const [take, setTake] = useState('');
  const [sent, setSent] = useState(false);
  const published = places.filter((place) => place.mark !== 'draft' && isToCome(place, view));
  const mine = published.filter(({ officer }) => officer === session.officer);
  const given = mine.find((place) => keyOf(place) === give) ?? mine[0];
  const team = view.situation.officers.filter(
    ({ id, teams, until }) =>
      id !== session.officer && until === null && given !== undefined && teams.includes(given.team),
  );
  const whom = team.find(({ id }) => id === to)?.id ?? team[0]?.id;
  const theirs = published.filter(
    (place) => place.officer === whom && !(given && place.day === given.day && place.shift === given.shift),
  );
  const taken = theirs.find((place) => keyOf(place) === take) ?? null;
  const ask = async () => {
    if (!given || whom === undefined) return;
    if (await run({ type: 'askSwap', give: bare(given), to: whom, take: taken && bare(taken) })) {
      setSent(true);
      setTake('');
    }
  };
  const change = (set: (value: string) => void) => (value: string) => {
    setSent(false);
    set(value);
  };
  return (
    <section className={css.card} aria-label={words.ask} data-testid="ask-swap">
      <h2>
        <ArrowLeftRight size={19} aria-hidden="true" /> {words.ask}
      </h2>
      {!given ? (
        <p className={css.note}>{words.noneMine}</p>
      ) : (
        <>
          <Choose
            label={words.mine}
            value={keyOf(given)}
            options={mine.map((place) => ({ value: keyOf(place), label: plan.capital(placeText(view, place)) }))}
            onChange={change(setGive)}
          />
          {whom === undefined ? (
            <p className={css.note}>{words.nobody}</p>
          ) : (
            <>
              <Choose
                label={words.whom}
                value={whom}
                options={team.map(({ id }) => ({ value: id, label: personName(view, id) }))}
                onChange={change(setTo)}
              />
              <Choose
                label={words.against}
                value={taken ? keyOf(taken) : ''}
                options={[
                  { value: '', label: words.takeover },
                  ...theirs.map((place) => ({ value: keyOf(place), label: placeText(view, place) })),
                ]}
                onChange={change(setTake)}
              />
              {sent ? (
                <p className={css.good} role="status">
                  <CircleCheck size={20} aria-hidden="true" /> {words.sent}
                </p>
              ) : (
                <Breaks asking screen={screen} swap={{ by: session.officer, give: given, to: whom, take: taken }} />
              )}
              <Action tone="main" onPress={() => void ask()} disabled={sent}>
                {words.send}
              </Action>
            </>
          )}
        </>
      )}
    </section>
  );
}

type BreaksProps = { screen: RosterScreen; swap: Pick<Swap, 'by' | 'give' | 'to' | 'take'>; asking?: boolean };

/** The rules a swap would break that are not broken now, by name; `asking`: said to whoever is about to ask for it. */
function Breaks({ screen: { view, places, period, setPeriod }, swap, asking = false }: BreaksProps) {
  // Somebody else's swap may be of days that are not on screen: nothing can be said of them before they are.
  if (!places.some((place) => samePlace(place, swap.give))) {
    const { day } = swap.give;
    return (
      <p className={css.note}>
        {words.outside}{' '}
        <Action tone="quiet" onPress={() => setPeriod(periodAs(period.kind, { from: day, to: day }, day))}>
          {words.seeDays}
        </Action>
      </p>
    );
  }
  // That published days change is what a swap is.
  const broken = wouldBreak(view.situation, places, swapChange(swap)).filter(({ rule }) => rule !== 'changes');
  if (broken.length === 0) return <p className={css.note}>{words.clean}</p>;
  const names = { settings: view.situation.settings, people: view.people };
  const listed: Finding[] = byRule(broken).flatMap(({ findings }) => findings);
  const hard = broken.some((finding) => finding.hard);
  return (
    <div className={hard ? css.hardBox : css.softBox}>
      <h3>{words.breaks}</h3>
      <ul>
        {listed.map((finding, index) => (
          <li key={index}>
            {ruleSentence(finding, names)}
            {finding.hard && <strong> ({plan.broken.hard})</strong>}
          </li>
        ))}
      </ul>
      {asking && hard && <p>{words.refusedByRule}</p>}
    </div>
  );
}

type ListProps = { screen: RosterScreen; title: string; swaps: readonly Swap[]; none?: string };

function List({ screen, title, swaps, none }: ListProps) {
  return (
    <section className={css.card} aria-label={title}>
      <h2>{title}</h2>
      {swaps.length === 0 && <p className={css.note}>{none}</p>}
      <ul className={css.swapList}>
        {swaps.map((swap) => (
          <Row key={swap.id} screen={screen} swap={swap} />
        ))}
      </ul>
    </section>
  );
}

function Row({ screen, swap }: { screen: RosterScreen; swap: Swap }) {
  const { view, session, plans, run } = screen;
  const me = session.officer;
  const answers = swap.state === 'asked' && swap.to === me;
  const decides = swap.state === 'agreed' && plans;
  const withdraws = swap.by === me && (swap.state === 'asked' || swap.state === 'agreed');
  const name = (officer: string) => personName(view, officer);
  return (
    <li data-state={swap.state} data-testid="swap">
      <p>
        <strong>{plan.capital(words.give(name(swap.by), placeText(view, swap.give), name(swap.to)))}</strong>,{' '}
        {swap.take ? words.takes(placeText(view, swap.take)) : words.takesNothing}.
      </p>
      <p className={css.note}>
        {words.askedAt(clockTime(swap.askedAt), showDate(serviceDay(swap.askedAt)))} ·{' '}
        <span className={css.state}>{words.states[swap.state](name(swap.to))}</span>
      </p>
      {(answers || decides) && <Breaks screen={screen} swap={swap} />}
      {(answers || decides || withdraws) && (
        <div className={css.buttons}>
          {answers && (
            <>
              <Action onPress={() => void run({ type: 'answerSwap', swap: swap.id, agreed: false })}>
                {words.refuse}
              </Action>
              <Action tone="main" onPress={() => void run({ type: 'answerSwap', swap: swap.id, agreed: true })}>
                {words.agree}
              </Action>
            </>
          )}
          {decides && (
            <>
              <Action onPress={() => void run({ type: 'decideSwap', swap: swap.id, approved: false })}>
                {words.reject}
              </Action>
              <Action tone="main" onPress={() => void run({ type: 'decideSwap', swap: swap.id, approved: true })}>
                {words.approve}
              </Action>
            </>
          )}
          {withdraws && (
            <Action onPress={() => void run({ type: 'withdrawSwap', swap: swap.id })}>{words.withdraw}</Action>
          )}
        </div>
      )}
    </li>
  );
}

function keyOf({ day, shift, team, officer }: Place): string {
  return [day, shift, team, officer].join(' ');
}

function bare({ day, shift, team, officer }: Place): Place {
  return { day, shift, team, officer };
}
