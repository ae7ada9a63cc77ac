import { useEffect, useState } from 'react';
import type { SearchHit } from '../../../electron/core/api/contract.ts';
import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import { Field } from '../../ui/form.tsx';
import { staff } from '../../ui/strings/vi/staff.ts';
import { useKeys } from '../keys.ts';
import { type Action, appointmentActions, ticketActions } from './actions.ts';
import css from './dialogs.module.css';
import { type AppointmentRow, useModel } from './model.ts';
import { Command, Sheet } from './parts.tsx';
import { dateText, freshTarget, serviceName } from './words.ts';

type Found = { kind: 'ticket'; hit: SearchHit } | { kind: 'appointment'; appointment: AppointmentRow };

/** Pause after the last letter before the host is asked. */
const PAUSE_MS = 120;

/** Finds a number, a person by folded name or number, or an appointment by its code; acts on what is marked. */
export function SearchDialog() {
  const model = useModel();
  const { api, view, commands, close } = model;
  const [text, setText] = useState('');
  const [hits, setHits] = useState<SearchHit[] | null>(null);
  const [at, setAt] = useState(0);
  const wanted = text.trim();

  const { unreachable } = commands;
  useEffect(() => {
    setAt(0);
    if (wanted.length < 2) {
      setHits(null);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      api.staff.search
        .mutate({ text: wanted })
        .then((found) => current && setHits(found.slice(0, 8)))
        .catch(unreachable);
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, wanted, unreachable]);

  const appointments = view.appointments.filter((each) => each.code === wanted);
  const found: Found[] = [
    ...appointments.map((appointment) => ({ kind: 'appointment' as const, appointment })),
    ...(hits ?? []).map((hit) => ({ kind: 'ticket' as const, hit })),
  ];
  const marked = found[Math.min(at, found.length - 1)];
  const today = serviceDay(view.now);
  const actions: Action[] = !marked
    ? []
    : marked.kind === 'appointment'
      ? appointmentActions(model, marked.appointment)
      : marked.hit.day === today
        ? ticketActions(model, freshTarget({ ...marked.hit, row: null }, view))
        : [];
  const move = (step: number) => setAt((now) => Math.max(0, Math.min(found.length - 1, now + step)));
  useKeys(Object.fromEntries(actions.map((action) => [action.key, action.run])));

  return (
    <Sheet title={staff.searchTitle} wide onClose={close} testId="search">
      {/* The field keeps the focus; the arrows move the mark in the list under it. */}
      <div
        onKeyDownCapture={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          move(step);
        }}
      >
        <Field label={staff.searchLabel} value={text} onChange={setText} maxLength={60} autoFocus />
      </div>
      {found.length > 0 ? (
        <div className={css.hits} role="listbox" aria-label={staff.hits}>
          {found.map((each, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys are handled at the field, which keeps the focus.
            <div
              key={each.kind === 'ticket' ? each.hit.ticket : each.appointment.id}
              className={css.hit}
              role="option"
              tabIndex={-1}
              aria-selected={each === marked}
              onClick={() => setAt(index)}
            >
              {each.kind === 'ticket' ? (
                <>
                  <strong>{each.hit.number}</strong>
                  <span>{each.hit.name ?? ''}</span>
                  <span>
                    {staff.states[each.hit.state]}
                    {each.hit.day === today ? '' : ` · ${dateText(each.hit.day)}`}
                  </span>
                </>
              ) : (
                <>
                  <strong>{clockTime(each.appointment.at)}</strong>
                  <span>{serviceName(view.services, each.appointment.service)}</span>
                  <span>{staff.hitAppointment(each.appointment.code)}</span>
                </>
              )}
            </div>
          ))}
        </div>
      ) : (
        <div className={css.hits} role="status">
          <p className={css.note}>{hits ? staff.searchNothing : staff.searchHint}</p>
        </div>
      )}
      <div className={css.bar}>
        {actions.map((action) => (
          <Command key={action.key} keys={action.key} tone="small" onAct={action.run}>
            {action.label}
          </Command>
        ))}
      </div>
    </Sheet>
  );
}
