import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { StationsView } from '../../../electron/core/api/contract.ts';
import { momentText } from '../../staff/settings/model.ts';
import { PlainPage } from '../../staff/settings/Page.tsx';
import css from '../../staff/settings/settings.module.css';
import { useAct } from '../../ui/act.ts';
import { Action, Ask, DateField, Field, showDate } from '../../ui/form.tsx';
import { below } from '../../ui/strings/vi/below.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { gone } from './Asked.tsx';
import own from './below.module.css';
import type { BelowProps } from './index.tsx';
import { byName, matching } from './model.ts';

const text = below.stations;

/** A whole country has 3,321: more rows at once would make each key in the filter wait. */
const STEP = 200;

type Station = StationsView['stations'][number];

/** Whose bundles are accepted, and the end of that. */
export function Stations({ api, view, administrator }: BelowProps) {
  const [typed, setTyped] = useState('');
  const [most, setMost] = useState(STEP);
  const [open, setOpen] = useState<string | null>(null);
  const found = useMemo(() => matching(view.stations, typed).sort((a, b) => byName(a, b)), [view.stations, typed]);
  const chosen = view.stations.find(({ id }) => id === open);
  if (view.stations.length === 0)
    return (
      <PlainPage title={below.pages.stations} lead={text.lead}>
        <p className={own.plain}>{text.none}</p>
      </PlainPage>
    );
  return (
    <PlainPage title={below.pages.stations} lead={text.lead} wide>
      <div className={own.search}>
        <div className={own.filter}>
          <Field
            label={text.filter}
            value={typed}
            onChange={(now) => {
              setTyped(now);
              setMost(STEP);
            }}
            maxLength={60}
          />
        </div>
        <p className={css.status} role="status">
          {found.length === 0 ? text.noMatch : text.count(found.length, view.stations.length)}
        </p>
      </div>
      {found.length > 0 && (
        <div className={own.tableBox}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{text.columns.name}</th>
                <th scope="col">{text.columns.commune}</th>
                <th scope="col">{text.columns.state}</th>
                <th scope="col">{text.columns.since}</th>
                <th scope="col">{text.columns.keys}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {found.slice(0, most).map((station) => (
                <tr key={station.id} className={station.state === 'ended' ? css.past : ''}>
                  <th scope="row">{station.name}</th>
                  <td>{station.commune}</td>
                  <td>
                    {station.endedOn !== null && station.state === 'ended'
                      ? text.endedOn(showDate(station.endedOn))
                      : text.states[station.state]}
                  </td>
                  <td>{station.confirmedAt === null ? '' : showDate(station.expectedFrom)}</td>
                  <td>{keysText(station)}</td>
                  <td className={css.last}>
                    {station.keys.length > 0 && (
                      <Action tone="quiet" label={text.open(station.name)} onPress={() => setOpen(station.id)}>
                        {text.openShort}
                      </Action>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.length > most && (
        <div>
          <Action onPress={() => setMost(most + STEP)}>{text.more(Math.min(STEP, found.length - most))}</Action>
        </div>
      )}
      {chosen && (
        <One
          key={chosen.id}
          api={api}
          station={chosen}
          today={view.today}
          administrator={administrator}
          onClose={() => setOpen(null)}
        />
      )}
    </PlainPage>
  );
}

type OneProps = Pick<BelowProps, 'api' | 'administrator'> & { station: Station; today: string; onClose: () => void };

/** One station: its keys, and how it or one of them ends. */
function One({ api, station, today, administrator, onClose }: OneProps) {
  const queries = useQueryClient();
  const act = useAct(gone);
  /** What is to end: the station, or the key of this id. */
  const [ending, setEnding] = useState<{ key: string | null } | null>(null);
  const [day, setDay] = useState(today);
  const [said, setSaid] = useState('');
  const key = ending?.key ?? null;
  const end = async () => {
    const ask = () =>
      key === null
        ? api.district.endStation.mutate({ station: station.id, day })
        : api.district.endKey.mutate({ station: station.id, keyId: key, day });
    if (!(await act.run(ask))) return;
    setSaid(key === null ? text.ended(station.name, showDate(day)) : text.keyEnded(key, showDate(day)));
    setEnding(null);
    void queries.invalidateQueries();
  };
  const begin = (what: { key: string | null }) => {
    act.clear();
    setSaid('');
    setDay(today);
    setEnding(what);
  };
  if (ending !== null)
    return (
      <Ask
        title={key === null ? text.endTitle(station.name) : text.endKeyTitle(key)}
        onClose={() => setEnding(null)}
        failure={act.failure}
        foot={
          <>
            <Action onPress={() => setEnding(null)}>{form.cancel}</Action>
            <Action tone="danger" onPress={() => void end()}>
              {key === null ? text.doEnd : text.doEndKey}
            </Action>
          </>
        }
      >
        <p>{key === null ? text.endText : text.endKeyText}</p>
        <DateField label={text.day} value={day} onChange={setDay} autoFocus />
      </Ask>
    );
  return (
    <Ask
      title={station.name}
      wide
      onClose={onClose}
      foot={
        <>
          {station.state === 'active' && (
            <Action tone="danger" disabled={!administrator} onPress={() => begin({ key: null })}>
              {text.end}
            </Action>
          )}
          <Action onPress={onClose} autoFocus>
            {form.close}
          </Action>
        </>
      }
    >
      <p className={css.status} role="status">
        {said}
      </p>
      <strong>{text.keysTitle}</strong>
      <div className={own.tableBox}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{text.keyId}</th>
              <th scope="col">{text.validFrom}</th>
              <th scope="col">{text.validTo}</th>
              <th scope="col">{text.confirmedAt}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {station.keys.map(({ keyId, validFrom, validTo, confirmedAt }) => (
              <tr key={keyId}>
                <th scope="row">{keyId}</th>
                <td>{showDate(validFrom)}</td>
                <td>{validTo === null ? text.stillValid : showDate(validTo)}</td>
                <td>{momentText(confirmedAt)}</td>
                <td className={css.last}>
                  {validTo === null && (
                    <Action
                      tone="quiet"
                      disabled={!administrator}
                      label={text.endKeyOf(keyId)}
                      onPress={() => begin({ key: keyId })}
                    >
                      {text.endKey}
                    </Action>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!administrator && <p className={css.note}>{below.onlyAdministrator}</p>}
    </Ask>
  );
}

function keysText({ keys }: Station): string {
  const [key] = keys;
  if (!key) return '';
  if (keys.length > 1) return text.keyCount(keys.length);
  return text.key(showDate(key.validFrom), key.validTo === null ? null : showDate(key.validTo));
}
