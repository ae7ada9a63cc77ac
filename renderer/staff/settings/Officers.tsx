import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { OfficerRow } from '../../../electron/core/api/contract.ts';
import { clockTime } from '../../../electron/core/kernel/time.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import { useAct } from '../../ui/act.ts';
import {
  Action,
  Ask,
  Choices,
  Failure,
  Field,
  NewPin,
  type PinPair,
  pairReady,
  Suggest,
  Toggle,
} from '../../ui/form.tsx';
import { form, ranks, roles } from '../../ui/strings/vi/form.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { momentText, useModel } from './model.ts';
import { PlainPage } from './Page.tsx';
import css from './settings.module.css';

const text = words.officers;

type Open = { type: 'add' } | { type: 'edit' | 'reset'; officer: OfficerRow };

/** Who may sign in, and as what. */
export function OfficersPage() {
  const { api, session } = useModel();
  const queries = useQueryClient();
  const officers = useQuery({ queryKey: ['officers'], queryFn: () => api.officers.list.query() });
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const show = (next: Open) => {
    setSaid(null);
    setOpen(next);
  };
  const done = (what: string) => {
    setOpen(null);
    setSaid(what);
    void queries.invalidateQueries();
  };
  return (
    <PlainPage title={words.pages.officers} lead={text.lead} wide>
      <div className={css.tools}>
        <Action tone="main" onPress={() => show({ type: 'add' })}>
          <Plus size={18} aria-hidden="true" /> {text.add}
        </Action>
        <p className={css.status} role="status">
          {said}
        </p>
      </div>
      {officers.isError && <Failure>{form.notLoaded}</Failure>}
      {officers.data && (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{text.columns.name}</th>
              <th scope="col">{text.columns.role}</th>
              <th scope="col">{text.columns.seen}</th>
              <th scope="col">{text.columns.state}</th>
              <th scope="col">
                <span className={css.spoken}>{text.columns.act}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {officers.data.map((officer) => (
              <tr key={officer.id} className={officer.active ? undefined : css.past}>
                <th scope="row">
                  <span className={css.rank}>{officer.rank}</span> {officer.name}
                  {officer.id === session.officer && <span className={css.note}> ({text.you})</span>}
                </th>
                <td>{roles[officer.role]}</td>
                <td>{officer.lastSignIn === null ? text.never : momentText(officer.lastSignIn)}</td>
                <td>{stateText(officer)}</td>
                <td className={css.last}>
                  <Action
                    tone="quiet"
                    label={text.editOf(officer.name)}
                    onPress={() => show({ type: 'edit', officer })}
                  >
                    {text.edit}
                  </Action>
                  <Action
                    tone="quiet"
                    label={text.resetOf(officer.name)}
                    onPress={() => show({ type: 'reset', officer })}
                  >
                    {text.reset}
                  </Action>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open?.type === 'add' && <Edit officer={null} onClose={() => setOpen(null)} onDone={done} />}
      {open?.type === 'edit' && <Edit officer={open.officer} onClose={() => setOpen(null)} onDone={done} />}
      {open?.type === 'reset' && <Reset officer={open.officer} onClose={() => setOpen(null)} onDone={done} />}
    </PlainPage>
  );
}

type DialogProps = { onClose: () => void; onDone: (what: string) => void };

function Edit({ officer, onClose, onDone }: DialogProps & { officer: OfficerRow | null }) {
  const { api } = useModel();
  const [name, setName] = useState(officer?.name ?? '');
  const [rank, setRank] = useState(officer?.rank ?? '');
  const [role, setRole] = useState<Role>(officer?.role ?? 'officer');
  const [active, setActive] = useState(officer?.active ?? true);
  const [pair, setPair] = useState<PinPair>({ pin: '', again: '' });
  const act = useAct();
  const ready = name.trim() !== '' && (officer !== null || pairReady(pair));
  const save = async () => {
    const done = officer
      ? await act.run(() => api.officers.change.mutate({ id: officer.id, name, rank, role, active }))
      : await act.run(() => api.officers.add.mutate({ name, rank, role, pin: pair.pin }));
    if (done) onDone(officer ? text.done.changed : text.done.added);
  };
  return (
    <Ask
      title={officer ? text.editTitle : text.addTitle}
      onClose={onClose}
      failure={act.failure}
      foot={<Foot onClose={onClose} onSave={() => void save()} label={words.save} disabled={!ready} />}
    >
      <div className={css.two}>
        <Field label={text.name} value={name} onChange={setName} maxLength={60} required autoFocus />
        <Suggest label={text.rank} value={rank} onChange={setRank} suggestions={ranks} maxLength={30} />
      </div>
      <Choices
        label={text.role}
        value={role}
        columns={2}
        options={(Object.keys(roles) as Role[]).map((value) => ({
          value,
          label: roles[value],
          note: text.roleNotes[value],
        }))}
        onChange={setRole}
      />
      {officer ? (
        <Toggle on={active} onChange={setActive}>
          <strong>{text.isActive}</strong>
          <span className={css.note}>{text.isActiveNote}</span>
        </Toggle>
      ) : (
        <NewPin value={pair} onChange={setPair} />
      )}
    </Ask>
  );
}

function Reset({ officer, onClose, onDone }: DialogProps & { officer: OfficerRow }) {
  const { api } = useModel();
  const [pair, setPair] = useState<PinPair>({ pin: '', again: '' });
  const act = useAct();
  const save = async () => {
    if (await act.run(() => api.officers.resetPin.mutate({ officer: officer.id, pin: pair.pin }))) {
      onDone(text.done.reset);
    }
  };
  return (
    <Ask
      title={text.resetTitle(officer.name)}
      onClose={onClose}
      failure={act.failure}
      foot={<Foot onClose={onClose} onSave={() => void save()} label={text.reset} disabled={!pairReady(pair)} />}
    >
      <p>{text.resetText}</p>
      <NewPin value={pair} onChange={setPair} autoFocus />
    </Ask>
  );
}

type FootProps = { onClose: () => void; onSave: () => void; label: string; disabled: boolean };

function Foot({ onClose, onSave, label, disabled }: FootProps) {
  return (
    <>
      <Action onPress={onClose}>{form.cancel}</Action>
      <Action tone="main" onPress={onSave} disabled={disabled}>
        {label}
      </Action>
    </>
  );
}

function stateText({ active, lockedUntil }: OfficerRow): string {
  if (!active) return text.closed;
  return lockedUntil === null ? text.active : text.locked(clockTime(lockedUntil));
}
