import { CircleAlert, History, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { clockTime, serviceDay } from '../../../../electron/core/kernel/time.ts';
import type { Finding, Rule } from '../../../../electron/core/roster/model.ts';
import type { RosterView } from '../../../../electron/core/roster/views.ts';
import { showDate } from '../../../ui/form.tsx';
import { ruleNames, whereText } from '../../../ui/strings/vi/roster.ts';
import { plan } from '../../../ui/strings/vi/rosterPlan.ts';
import { useKeys } from '../../keys.ts';
import type { RosterScreen } from '../model.ts';
import { personName, placeText } from './parts.tsx';
import css from './plan.module.css';
import { byRule, type ChangePart, changeParts, type RuleGroup } from './plan.ts';

/** Under the board: one line with its keys, what is broken and what changed since publishing; a press opens the list. */
export function BoardFoot({ children, ...screen }: RosterScreen & { children: ReactNode }) {
  const { view, findings, plans, today } = screen;
  const [open, setOpen] = useState<'broken' | 'changes' | null>(null);
  // What is over can be mended no more.
  const groups = byRule(findings.filter(({ day }) => day === null || day >= today));
  const toggle = (id: 'broken' | 'changes') => setOpen(open === id ? null : id);
  useKeys(plans ? { F4: () => toggle('broken') } : {});
  return (
    <section className={css.foot} aria-label={plan.foot}>
      <div className={css.footLine}>
        {children}
        {plans && (
          <Opener open={open === 'broken'} onPress={() => toggle('broken')}>
            <TriangleAlert size={17} aria-hidden="true" /> <strong>{plan.broken.title}</strong> {brokenText(groups)}{' '}
            <kbd>F4</kbd>
          </Opener>
        )}
        <Opener open={open === 'changes'} onPress={() => toggle('changes')}>
          <History size={17} aria-hidden="true" /> <strong>{plan.changes.title}</strong>{' '}
          {view.changes.length === 0 ? plan.changes.noneShort : view.changes.length}
        </Opener>
      </div>
      {open === 'broken' && <BrokenList screen={screen} groups={groups} />}
      {open === 'changes' && <ChangeList view={view} />}
    </section>
  );
}

function Opener({ open, onPress, children }: { open: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className={css.opener} aria-expanded={open} onClick={onPress}>
      {children}
    </button>
  );
}

function brokenText(groups: readonly RuleGroup[]): string {
  if (groups.length === 0) return plan.broken.noneShort;
  const count = (hard: boolean) =>
    groups.reduce((sum, { findings }) => sum + findings.filter((finding) => finding.hard === hard).length, 0);
  return plan.broken.counts(count(true), count(false));
}

function BrokenList({ screen, groups }: { screen: RosterScreen; groups: readonly RuleGroup[] }) {
  const list = useRef<HTMLElement>(null);
  // Whoever opened the list goes on in it: Tab and Enter to a place, F4 to close it.
  useEffect(() => list.current?.focus(), []);
  if (groups.length === 0) return <p className={css.footEmpty}>{plan.broken.none}</p>;
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section ref={list} className={css.footList} aria-label={plan.broken.title} tabIndex={0} data-testid="broken">
      {groups.map(({ rule, hard, findings }) => (
        <section key={rule} className={css.rule}>
          <h3>
            {hard && <CircleAlert size={16} aria-hidden="true" />} {ruleNames[rule]}
            <span>
              {hard && `${plan.broken.hard} · `}
              {plan.broken.count(findings.length)}
            </span>
          </h3>
          <ul>
            {findings.map((finding, index) => (
              <li key={index}>
                <Line screen={screen} finding={finding} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

/** One place in which a rule is broken; a press goes there. What was shared out unevenly is nowhere: its reasons are. */
function Line({ screen, finding }: { screen: RosterScreen; finding: Finding }) {
  const { view, places, show, open } = screen;
  const { day, team, shift, officer } = finding;
  const amount = plan.broken.amounts[finding.rule]?.(plan.decimal(finding.amount));
  const text = [whereText(finding, { settings: view.situation.settings, people: view.people }), amount]
    .filter(Boolean)
    .join(' · ');
  const go = () => {
    const first = places.find((place) => place.officer === officer);
    if (day !== null) show({ day, team, shift, officer });
    else if (SHARES.has(finding.rule) || !first) open('balances');
    else show({ day: first.day, team: null, shift: null, officer });
  };
  return (
    <button type="button" className={css.line} onClick={go}>
      {text}
    </button>
  );
}

/** Rules of which the page of shares says why. */
const SHARES: ReadonlySet<Rule> = new Set(['nights', 'weekendShifts', 'holidays', 'tet', 'hours']);

function ChangeList({ view }: { view: RosterView }) {
  if (view.changes.length === 0) return <p className={css.footEmpty}>{plan.changes.none}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.footList} aria-label={plan.changes.title} tabIndex={0} data-testid="changes">
      <ul className={css.changes}>
        {view.changes.map((change, index) => (
          <li key={index}>
            <span>
              {clockTime(change.at)} {showDate(serviceDay(change.at))} · {personName(view, change.by)} ·{' '}
              {plan.changes.how[change.how]}
            </span>
            {changeParts(change).map((part, at) => (
              <p key={at}>{partText(view, part)}</p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function partText(view: RosterView, part: ChangePart): string {
  const name = (officer: string) => personName(view, officer);
  switch (part.type) {
    case 'replaced':
      return plan.changes.replaced(name(part.on), name(part.off), placeText(view, part.place));
    case 'moved':
      return plan.changes.moved(name(part.officer), placeText(view, part.off), placeText(view, part.on));
    case 'added':
      return plan.changes.added(name(part.place.officer), placeText(view, part.place));
    case 'removed':
      return plan.changes.removed(name(part.place.officer), placeText(view, part.place));
  }
}
