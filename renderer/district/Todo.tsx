import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { MissingSummaries } from '../../electron/core/district/views.ts';
import { serverNow } from '../staff/now.ts';
import { Action } from '../ui/form.tsx';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { dayMonth, gapsText, longestFirst, missingText, phoneList, plainName } from './model.ts';
import { Answered } from './parts.tsx';
import { HeldList, OpenName, RefusedList } from './troubles.tsx';
import { useOffice, useView } from './useView.ts';

/** Whom to telephone, and what to decide. */
export function Todo() {
  const { api, day } = useOffice();
  const missing = useView(['missing'], () => api.district.missing.query());
  const troubles = useView(['troubles'], () => api.district.troubles.query());
  const grid = useView(['grid', day], () => api.district.grid.query({ day }));
  const nameOf = (station: string) =>
    plainName(grid.data?.cells.find((cell) => cell.station === station)?.name ?? station);
  return (
    <section className={css.todo} aria-label={words.tabs.todo}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys */}
      <section className={css.todoSide} aria-label={words.copy} tabIndex={0}>
        <Answered shown={missing}>{(list) => <Missing list={longestFirst(list)} />}</Answered>
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys */}
      <section className={css.todoSide} aria-label={words.troublesTitle} tabIndex={0}>
        <Answered shown={troubles}>
          {({ held, refused }) => (
            <>
              <h2 className={css.title}>{words.troublesTitle}</h2>
              {held.length === 0 && refused.length === 0 && <p className={css.lead}>{words.troublesNone}</p>}
              {held.length > 0 && (
                <section className={css.alert}>
                  <h3>{words.held}</h3>
                  <HeldList held={held} nameOf={nameOf} named />
                </section>
              )}
              {refused.length > 0 && (
                <section className={css.card}>
                  <h3>{words.refused}</h3>
                  <RefusedList refused={refused} nameOf={nameOf} />
                </section>
              )}
            </>
          )}
        </Answered>
      </section>
    </section>
  );
}

function Missing({ list }: { list: readonly MissingSummaries[] }) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(phoneList(list, serverNow())).then(
      () => setCopied(words.copied),
      () => setCopied(words.copyFailed),
    );
  return (
    <>
      <div className={css.head}>
        <div>
          <h2 className={css.title}>{words.missingTitle(list.length)}</h2>
          {list.length > 0 && <p className={css.lead}>{words.missingLead}</p>}
        </div>
        {list.length > 0 && (
          <Action onPress={() => void copy()}>
            <Copy size={17} aria-hidden="true" /> {words.copy}
          </Action>
        )}
      </div>
      <p role="status" className={css.saved}>
        {copied}
      </p>
      <ul className={css.missing}>
        {list.map((one) => (
          <li key={one.station}>
            <OpenName station={one.station} name={plainName(one.name)} />
            <span>
              {[missingText(one), gapsText(one)].filter(Boolean).join('; ')}
              {one.lastDay === null ? (
                <small>{words.states.never}</small>
              ) : (
                <small>{words.lastSeen(dayMonth(one.lastDay))}</small>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
