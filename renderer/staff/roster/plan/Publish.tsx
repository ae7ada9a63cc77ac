import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Megaphone } from 'lucide-react';
import { useState } from 'react';
import { check } from '../../../../electron/core/roster/check.ts';
import type { RosterView } from '../../../../electron/core/roster/views.ts';
import { commandKey, refresh } from '../../../api/client.ts';
import { useAct } from '../../../ui/act.ts';
import { Action, Ask, Tick } from '../../../ui/form.tsx';
import { form } from '../../../ui/strings/vi/form.ts';
import { ruleNames, ruleSentence } from '../../../ui/strings/vi/roster.ts';
import { plan } from '../../../ui/strings/vi/rosterPlan.ts';
import type { RosterScreen } from '../model.ts';
import { DaysChoice, firstAsked, useDialog } from './parts.tsx';
import css from './plan.module.css';
import { byRule, onDuty, periodFits, type RuleGroup } from './plan.ts';

const words = plan.publish;

/** So many places of a rule are named; the board's list has them all. */
const NAMED = 6;

/** The button in the tab's header: shows what will be published and what is broken in it, then publishes. */
export function PublishTool(screen: RosterScreen) {
  const running = screen.view.generation?.state.type === 'running';
  const [open, setOpen] = useDialog('F8', !running);
  return (
    <>
      <Action tone="quiet" onPress={() => setOpen(true)} disabled={running}>
        <Megaphone size={18} aria-hidden="true" /> {words.act} <kbd>F8</kbd>
      </Action>
      {open && <PublishDialog screen={screen} onClose={() => setOpen(false)} />}
    </>
  );
}

function PublishDialog({ screen, onClose }: { screen: RosterScreen; onClose: () => void }) {
  const { api, today } = screen;
  const [asked, setAsked] = useState(() => firstAsked(screen));
  const [accepted, setAccepted] = useState(false);
  const [done, setDone] = useState(false);
  const queries = useQueryClient();
  const act = useAct();
  const { days } = asked;
  const fits = periodFits(days, today);
  const query = useQuery({
    queryKey: ['roster', 'view', days.from, days.to],
    queryFn: () => api.roster.view.query(days),
    enabled: fits,
  });
  const view = query.data;
  const groups = view ? byRule(check(view.situation, onDuty(view.places))) : [];
  const hard = groups.filter((group) => group.hard);
  const empty = view !== undefined && onDuty(view.places).length === 0;
  const ready = view !== undefined && fits && !empty && (hard.length === 0 || accepted);
  const publish = async () => {
    if (!ready) return;
    const command = { type: 'publish' as const, ...days };
    if (await act.run(() => api.roster.run.mutate({ key: commandKey(), command }))) {
      await refresh(queries, ['roster']);
      setDone(true);
    }
  };
  if (done) {
    return (
      <Ask
        title={words.title}
        onClose={onClose}
        testId="publish"
        foot={
          <Action tone="main" onPress={onClose} autoFocus>
            {form.close}
          </Action>
        }
      >
        <p className={css.good} role="status">
          <CircleCheck size={22} aria-hidden="true" /> {words.done(plan.dates(days.from, days.to))}
        </p>
      </Ask>
    );
  }
  return (
    <Ask
      title={words.title}
      onClose={onClose}
      failure={act.failure ?? (fits ? (query.isError ? form.notLoaded : null) : plan.period.wrong)}
      testId="publish"
      wide
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void publish()} disabled={!ready}>
            {words.confirm}
          </Action>
        </>
      }
    >
      <p>{words.lead}</p>
      <DaysChoice
        screen={screen}
        asked={asked}
        onChange={(next) => {
          setAccepted(false);
          setAsked(next);
        }}
      />
      {fits && !view && !query.isError && <p className={css.note}>{words.loading}</p>}
      {empty && <p className={css.warn}>{words.nothing}</p>}
      {view && !empty && (
        <>
          <What view={view} />
          <Broken view={view} groups={hard} hard />
          {groups.length === 0 && (
            <p className={css.good}>
              <CircleCheck size={20} aria-hidden="true" /> {words.clean}
            </p>
          )}
          {hard.length > 0 && (
            <Tick on={accepted} onChange={setAccepted}>
              {words.accept}
            </Tick>
          )}
          <Broken view={view} groups={groups.filter((group) => !group.hard)} hard={false} />
        </>
      )}
    </Ask>
  );
}

/** How much is published, and how it differs from what was. */
function What({ view }: { view: RosterView }) {
  const places = onDuty(view.places);
  const before = Object.keys(view.publishedAt).some((day) => day >= view.from && day <= view.to);
  const added = places.filter(({ mark }) => mark === 'draft' || mark === 'added').length;
  return (
    <p>
      <strong>
        {words.places(
          places.length,
          new Set(places.map(({ officer }) => officer)).size,
          view.situation.calendar.length,
        )}
      </strong>{' '}
      {before && words.fresh(added, view.places.length - places.length)}
    </p>
  );
}

function Broken({ view, groups, hard }: { view: RosterView; groups: readonly RuleGroup[]; hard: boolean }) {
  if (groups.length === 0) return null;
  const names = { settings: view.situation.settings, people: view.people };
  const all = groups.reduce((sum, { findings }) => sum + findings.length, 0);
  return (
    <section className={hard ? `${css.hardBox} ${css.columns}` : css.softBox}>
      <h3>{hard ? words.hard(all) : words.soft(all)}</h3>
      {hard ? (
        <ul>
          {groups.flatMap(({ rule, findings }) => [
            ...findings
              .slice(0, NAMED)
              .map((finding, index) => <li key={`${rule}${index}`}>{ruleSentence(finding, names)}</li>),
            ...(findings.length > NAMED ? [<li key={rule}>{words.more(findings.length - NAMED)}</li>] : []),
          ])}
        </ul>
      ) : (
        <p>{groups.map(({ rule, findings }) => `${ruleNames[rule]} (${findings.length})`).join(' · ')}</p>
      )}
    </section>
  );
}
