import { useQueryClient } from '@tanstack/react-query';
import { PhoneCall } from 'lucide-react';
import { useState } from 'react';
import type { RefusedRow } from '../../electron/core/district/store.ts';
import type { Held } from '../../electron/core/district/views.ts';
import { bundleLabel } from '../../electron/core/summary/exchange.ts';
import { useAct } from '../ui/act.ts';
import { Action, Failure } from '../ui/form.tsx';
import { shortDate } from '../ui/format.ts';
import { refusals, district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { epochText, moment } from './model.ts';
import { failureText, useOffice } from './useView.ts';

type HeldProps = {
  held: readonly Held[];
  nameOf: (station: string) => string;
  /** The commune's name stands above each, and opens it. */
  named: boolean;
};

/** What is held back, each with the question to ask by telephone. */
export function HeldList({ held, nameOf, named }: HeldProps) {
  return (
    <ul className={css.troubles}>
      {oneEach(held).map((one) => (
        <li key={`${one.station} ${one.manifest}`}>
          {named && <OpenName station={one.station} name={nameOf(one.station)} />}
          {one.kind === 'epoch' ? <Epoch held={one} name={nameOf(one.station)} /> : <Fork held={one} />}
        </li>
      ))}
    </ul>
  );
}

/** Many bundles of one epoch are one question. */
function oneEach(held: readonly Held[]): Held[] {
  const seen = new Set<string>();
  return held.filter(({ station, kind, epoch, manifest }) => {
    const key = kind === 'epoch' ? `${station} ${epoch}` : manifest;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function Epoch({ held, name }: { held: Held; name: string }) {
  const { api, role } = useOffice();
  const queries = useQueryClient();
  const act = useAct(({ type }) => failureText(type));
  const [done, setDone] = useState<number | null>(null);
  const { station, epoch, day } = held;
  const confirm = async () => {
    const answer = await act.run(() => api.district.confirmEpoch.mutate({ station, epoch }));
    if (answer) setDone(answer.value.accepted);
    void queries.invalidateQueries({ queryKey: ['district'] });
  };
  return (
    <>
      <p>{words.heldEpoch(shortDate(day))}</p>
      <p className={css.ask}>
        <PhoneCall size={16} aria-hidden="true" /> {words.heldEpochAsk(epochText(epoch))}
      </p>
      <p className={css.quiet}>{words.heldEpochNo}</p>
      {done !== null ? (
        <p role="status">{words.heldEpochDone(done)}</p>
      ) : role === 'officer' ? (
        <p className={css.quiet}>{words.heldEpochRight}</p>
      ) : (
        <Action tone="main" label={words.heldEpochYesOf(name)} onPress={() => void confirm()}>
          {words.heldEpochYes}
        </Action>
      )}
      {act.failure !== null && <Failure>{act.failure}</Failure>}
    </>
  );
}

function Fork({ held }: { held: Held }) {
  return (
    <>
      <p>{words.heldFork(shortDate(held.day), bundleLabel(held))}</p>
      <p className={css.ask}>
        <PhoneCall size={16} aria-hidden="true" /> {words.heldForkTodo}
      </p>
    </>
  );
}

/** Files that could not be taken, each with what to do; `nameOf` gives null where the name is known already. */
export function RefusedList({
  refused,
  nameOf,
}: {
  refused: readonly RefusedRow[];
  nameOf: (station: string) => string | null;
}) {
  return (
    <ul className={css.troubles}>
      {refused.map((row) => {
        const name = nameOf(row.station);
        const why = refusals[row.reason as keyof typeof refusals];
        return (
          <li key={`${row.name} ${row.sha256}`}>
            {name !== null &&
              (row.station === '' ? <b>{words.refusedUnknown}</b> : <OpenName station={row.station} name={name} />)}
            <p className={css.file}>
              <code>{row.name}</code> <span>{moment(row.at)}</span>
            </p>
            <p>
              {why?.what} <b>{why?.todo}</b>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

/** A commune's name that opens it in the grid. */
export function OpenName({ station, name }: { station: string; name: string }) {
  const { open } = useOffice();
  return (
    <button type="button" className={css.name} aria-label={words.open(name)} onClick={() => open(station)}>
      {name}
    </button>
  );
}
