import { useQuery } from '@tanstack/react-query';
import {
  Check,
  CheckCheck,
  CircleAlert,
  Clock,
  Folder,
  Landmark,
  LoaderCircle,
  Minus,
  Server,
  Usb,
} from 'lucide-react';
import { ProgressBar } from 'react-aria-components';
import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import type { WayUpView } from '../../../electron/core/summary/outbox.ts';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Failure } from '../../ui/form.tsx';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { wayUp as words } from '../../ui/strings/vi/wayUp.ts';
import css from './wayup.module.css';
import { dayText, headline, type Tone, type Way, wayText } from './words.ts';

/** Whether every report has arrived, what each way is doing, and what lies where. `acts`: may send and eject. */
export function WayUp({ api, acts }: { api: Api; acts: boolean }) {
  const query = useQuery({
    queryKey: ['wayUp'],
    queryFn: () => api.wayUp.view.query(),
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : false),
  });
  const act = useAct();
  const view = query.data;
  if (!view) return <p className={css.loading}>{query.isError ? form.notLoaded : words.loading}</p>;
  const { tone, text } = headline(view);
  const busy = view.ways.some(({ progress }) => progress);
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.page} aria-label={words.title} tabIndex={0}>
      <div className={css.head}>
        <div>
          <h1>{words.title}</h1>
          <p>{words.lead(view.sendAt)}</p>
        </div>
        {acts && view.superior !== null && view.ways.length > 0 && (
          <Action
            tone="main"
            disabled={busy}
            onPress={() => void act.run(() => api.wayUp.sendNow.mutate({ target: null }))}
          >
            {act.busy ? words.starting : words.sendNow}
          </Action>
        )}
      </div>
      <p className={`${css.headline} ${css[tone]}`} role="status" data-testid="wayUp-headline">
        <Sign tone={tone} /> <span>{text}</span>
      </p>
      {act.failure !== null && <Failure>{act.failure}</Failure>}
      {view.ways.length > 0 && (
        <ul className={css.ways}>
          {view.ways.map((way) => (
            <WayLine key={way.id} api={api} way={way} view={view} acts={acts} />
          ))}
        </ul>
      )}
      {view.refused.length > 0 && (
        <div className={css.refused}>
          <h2>{words.refusedTitle}</h2>
          <ul>
            {view.refused.map(({ name, day, reason }) => (
              <li key={name}>
                {words.refusedOf(
                  day === null ? name : words.dayOf(dayText(day, yearOf(view))),
                  words.reasons[reason] ?? words.otherReason,
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Bundles view={view} />
    </section>
  );
}

function WayLine({ api, way, view, acts }: { api: Api; way: Way; view: WayUpView; acts: boolean }) {
  const act = useAct();
  const Icon = ICONS[way.type];
  const { id, progress, unconfirmed, answer } = way;
  const stick = way.type === 'drive';
  const ejectable = stick && view.drive.type === 'ready' && progress === null;
  const text = wayText(way, view);
  return (
    <li className={css.way} data-testid={`way-${id}`}>
      <Icon className={css.icon ?? ''} size={26} aria-hidden="true" />
      <div className={css.wayBody}>
        <p className={css.wayName}>
          {way.name} {way.name !== words.types[way.type] && <span className={css.kind}>{words.types[way.type]}</span>}
        </p>
        <p className={way.failure !== null ? css.fault : ''}>{text}</p>
        {progress !== null && progress.of > 0 && (
          <ProgressBar
            className={css.progress ?? ''}
            aria-label={text}
            value={progress.done}
            minValue={0}
            maxValue={progress.of}
          >
            {({ percentage = 0 }) => (
              <svg className={css.rail} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect className={css.fill} width={Math.max(percentage, 3)} height="4" />
              </svg>
            )}
          </ProgressBar>
        )}
        {answer !== null && <p className={css.fault}>{failures[answer] ?? `${words.way.answer}: ${form.failed}`}</p>}
        {act.failure !== null && <Failure>{act.failure}</Failure>}
      </div>
      {acts && (
        <div className={css.acts}>
          {unconfirmed > 0 && progress === null && view.superior !== null && (
            <Action tone="quiet" onPress={() => void act.run(() => api.wayUp.sendAgain.mutate({ target: id }))}>
              {stick ? words.rewrite : words.sendAgain}
            </Action>
          )}
          {ejectable && (
            <Action onPress={() => void act.run(() => api.wayUp.eject.mutate())}>
              {act.busy ? words.ejecting : words.eject}
            </Action>
          )}
        </div>
      )}
    </li>
  );
}

function Bundles({ view }: { view: WayUpView }) {
  const year = yearOf(view);
  return (
    <div className={css.list}>
      <h2>{words.list}</h2>
      {view.rows.length === 0 ? (
        <p className={css.quiet}>{words.none}</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{words.columns.day}</th>
              {view.ways.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">{words.columns.received}</th>
            </tr>
          </thead>
          <tbody>
            {view.rows.map((row) => (
              <tr key={row.manifest}>
                <th scope="row">
                  {dayText(row.day, year)} {row.isCorrection && <span className={css.kind}>{words.correction}</span>}
                </th>
                {view.ways.map(({ id }) => (
                  <td key={id}>
                    <Cell delivery={row.deliveries[id]} />
                  </td>
                ))}
                <td>
                  {row.receivedAt === null ? (
                    <span className={css.quiet}>
                      <Clock size={16} aria-hidden="true" /> {words.notReceived}
                    </span>
                  ) : (
                    <span className={css.goodWord}>
                      <CheckCheck size={16} aria-hidden="true" />{' '}
                      {words.received(`${clockTime(row.receivedAt)} ${dayText(serviceDay(row.receivedAt), year)}`)}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Cell({ delivery }: { delivery: WayUpView['rows'][number]['deliveries'][string] | undefined }) {
  if (!delivery)
    return (
      <span className={css.quiet}>
        <Minus size={16} aria-hidden="true" /> {words.states.absent}
      </span>
    );
  const { state, failure } = delivery;
  if (state === 'pending' && failure !== null)
    return (
      <span className={css.fault}>
        <CircleAlert size={16} aria-hidden="true" /> {words.states.failed}
      </span>
    );
  const Icon = STATE_ICONS[state];
  return (
    <span className={state === 'verified' || state === 'acknowledged' ? css.goodWord : ''}>
      <Icon size={16} aria-hidden="true" /> {words.states[state]}
    </span>
  );
}

function Sign({ tone }: { tone: Tone }) {
  const Icon = tone === 'good' ? CheckCheck : tone === 'bad' ? CircleAlert : Clock;
  return <Icon size={24} aria-hidden="true" />;
}

const ICONS = { drive: Usb, folder: Folder, sftp: Server, https: Landmark } as const;
const STATE_ICONS = {
  pending: Clock,
  writing: LoaderCircle,
  written: LoaderCircle,
  verified: Check,
  acknowledged: CheckCheck,
} as const;

const yearOf = (view: WayUpView) => serviceDay(view.now).slice(0, 4);
