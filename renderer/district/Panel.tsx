import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { DayView } from '../../electron/core/district/views.ts';
import { ok } from '../../electron/core/kernel/result.ts';
import { serviceDay } from '../../electron/core/kernel/time.ts';
import { defaultSettings } from '../../electron/core/office/settings.ts';
import { dayPaper, noteOf, showValue } from '../../electron/core/summary/paper.ts';
import type { Summary } from '../../electron/core/summary/summary.ts';
import { clockTime, longDate, shortDate } from '../ui/format.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import { Curve } from './Curve.tsx';
import css from './district.module.css';
import { epochText, gapsText, moment, plainName } from './model.ts';
import { Answered, Sign } from './parts.tsx';
import { HeldList, RefusedList } from './troubles.tsx';
import { useOffice, useView } from './useView.ts';

/** One commune beside the grid: its month, its day as it signed it, and all that came or did not. */
export function Panel({ station }: { station: string }) {
  const { api, day, open } = useOffice();
  const answer = useView(['day', station, day], async () => {
    const asked = await api.district.day.query({ station, day });
    return asked.ok ? ok({ view: asked.value }) : asked;
  });
  // While it cannot be had, the commune before is not shown in its place; that its own is old, the grid beside it says.
  const own = answer.data?.view?.station.id === station;
  const shown = answer.trouble === null ? answer : own ? { ...answer, trouble: null } : { ...answer, data: null };
  const name = plainName(shown.data?.view?.station.name ?? '');
  return (
    <aside className={css.panel} aria-label={words.panel(name)}>
      <Button className={css.close ?? ''} onPress={() => open(null)}>
        <X size={16} aria-hidden="true" /> {words.close} <kbd>Esc</kbd>
      </Button>
      <Answered shown={shown}>
        {({ view: data }) =>
          data === null ? (
            <p className={css.wait}>{words.unknownStation}</p>
          ) : (
            <Commune key={data.station.id} data={data} />
          )
        }
      </Answered>
    </aside>
  );
}

function Commune({ data }: { data: DayView }) {
  const { station, day, figures } = data;
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.panelScroll} aria-label={plainName(station.name)} tabIndex={0}>
      <header className={css.panelHead}>
        <h2>{plainName(station.name)}</h2>
        <p>
          {[station.commune === '' ? '' : words.code(station.commune), words.stationStates[station.state]]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <p className={css.panelState} data-state={data.state}>
          <Sign state={data.state} /> {longDate(day)}: {words.states[data.state]}
          {figures !== null && ` · ${words.receivedAt(moment(figures.receivedAt))}`}
          {figures?.clockOff === 1 && ` · ${words.marks.clockOff.toLowerCase()}`}
        </p>
      </header>
      {data.held.length > 0 && (
        <section className={css.alert}>
          <h3>{words.held}</h3>
          <HeldList held={data.held} nameOf={() => plainName(station.name)} named={false} />
        </section>
      )}
      {data.gaps.length > 0 && (
        <section>
          <h3>{words.gaps}</h3>
          <p className={css.gapNames}>{capital(gapsText(data))}</p>
          <p className={css.quiet}>{words.gapsTodo}</p>
        </section>
      )}
      {data.refused.length > 0 && (
        <section>
          <h3>{words.refused}</h3>
          <RefusedList refused={data.refused} nameOf={() => null} />
        </section>
      )}
      <Curve data={data} />
      <section>
        <h3>{words.signed(shortDate(day))}</h3>
        {data.summary === null ? (
          <p className={css.notCame} data-state={data.state}>
            {data.state === 'notExpected'
              ? words.notExpectedDay(shortDate(day))
              : data.state === 'due'
                ? words.notCameDue(shortDate(day))
                : words.notCame(shortDate(day))}
          </p>
        ) : (
          <Signed summary={data.summary} />
        )}
      </section>
      <section>
        <h3>{words.versions}</h3>
        {data.bundles.length === 0 ? (
          <p className={css.quiet}>{words.versionsNone}</p>
        ) : (
          <table className={css.table}>
            <thead>
              <tr>
                {Object.entries(words.versionColumns).map(([key, name]) => (
                  <th key={key} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.bundles.map((bundle) => (
                <tr key={bundle.manifest}>
                  <th scope="row">
                    {bundle.sequence}
                    {bundle.epoch > 0 && <small>{words.restoredEpoch(epochText(bundle.epoch))}</small>}
                    {bundle.replaces !== null && <small>{words.replaces}</small>}
                  </th>
                  <td>{when(bundle.receivedAt)}</td>
                  <td>{when(bundle.madeAt)}</td>
                  <td>{words.vias[bundle.via]}</td>
                  <td>
                    <code title={bundle.manifest}>{bundle.manifest.slice(0, 10)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </section>
  );
}

/** The commune's own report, in the words and order of its paper. */
function Signed({ summary }: { summary: Summary }) {
  const paper = dayPaper(summary, defaultSettings.report, null);
  return (
    <div className={css.signed}>
      {summary.nothing && <p className={css.nothing}>{words.nothing}</p>}
      {paper.groups.map(({ title, lines }) => (
        <table key={title} className={css.table}>
          <thead>
            <tr>
              <th scope="col" colSpan={2}>
                {title}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key} data-inner={line.inner || undefined}>
                <th scope="row">{line.label}</th>
                <td data-unknown={line.value === null || undefined}>
                  {showValue(line.value)} {typeof line.value === 'number' && <span>{line.unit}</span>}
                  {noteOf(line) !== '' && <span> · {noteOf(line)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      {paper.remark !== '' && (
        <p>
          <b>{words.remark}:</b> {paper.remark}
        </p>
      )}
      {summary.closed !== null && (
        <p className={css.quiet}>{words.closedBy[summary.closed.by](moment(summary.closed.at))}</p>
      )}
    </div>
  );
}

function when(at: number): string {
  return `${clockTime(at)} ${shortDate(serviceDay(at)).slice(0, 5)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
