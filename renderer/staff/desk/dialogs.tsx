import { useState } from 'react';
import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import {
  CANCEL_REASONS,
  CHOSEN_REASONS,
  type ChosenReason,
  PAUSE_REASONS,
  type PauseReason,
  PRIORITY_GROUPS,
  PRIORITY_REASONS,
  type PriorityGroup,
  type PriorityReason,
  VOID_REASONS,
} from '../../../electron/core/queue/types.ts';
import { Amount, Choices, Field, type Option, Toggle } from '../../ui/form.tsx';
import { failures, scanWarnings } from '../../ui/strings/vi/failures.ts';
import { keyHelp, staff } from '../../ui/strings/vi/staff.ts';
import { useKeys } from '../keys.ts';
import { useSecond } from '../now.ts';
import { issuedText, ticketActions } from './actions.ts';
import css from './dialogs.module.css';
import { type AppointmentRow, type ChangeTarget, type ScannedPerson, useModel, useOpenedFor } from './model.ts';
import { Command, Key, Sheet } from './parts.tsx';
import { dayText, momentText, parseDate, serviceName, type Target } from './words.ts';

type Priority = PriorityGroup | 'none';

/** Gives a number at the desk, for a person whose card was just read or for anybody. */
export function IssueDialog({ scanned }: { scanned: ScannedPerson | null }) {
  const model = useModel();
  const { view, commands, close, say } = model;
  const [service, setService] = useState(view.services[0]?.id ?? '');
  const [people, setPeople] = useState(1);
  const [priority, setPriority] = useState<Priority>((scanned?.age ?? 0) >= 60 ? 'elderly' : 'none');
  const [reason, setReason] = useState<PriorityReason | null>(null);
  const [print, setPrint] = useState(true);
  const ready = priority !== 'other' || reason !== null;
  const give = async () => {
    const done = await commands.run({
      type: 'issue',
      service,
      people,
      priority: priority === 'none' ? null : priority,
      priorityReason: priority === 'other' ? reason : null,
      person: scanned?.person ?? null,
      print,
    });
    if (!done) return;
    close();
    if (!done.issued) return;
    say({ tone: 'good', text: issuedText(done.issued.number, done.issued.range) });
    model.select(done.issued.ticket);
    if (print) model.print(done.issued);
  };
  const name = scanned?.view.fullName;
  return (
    <Sheet
      title={name ? staff.issueFor(name) : staff.issueTitle}
      wide
      onClose={close}
      act={{ label: staff.give, run: () => void give(), disabled: !ready || commands.pending('issue') }}
      testId="issue"
    >
      {scanned && <Warnings codes={scanned.view.warnings} />}
      <div className={css.two}>
        <Choices
          label={staff.service}
          options={view.services.map((each) => ({ value: each.id, label: each.name.vi, aside: each.letter }))}
          value={service}
          onChange={setService}
          autoFocus
        />
        <div className={css.stack}>
          <Amount label={staff.peopleCount} value={people} onChange={setPeople} min={1} max={12} />
          <PriorityChoice value={priority} onChange={setPriority} reason={reason} onReason={setReason} />
          <Toggle on={print} onChange={setPrint}>
            {staff.print}
          </Toggle>
        </div>
      </div>
    </Sheet>
  );
}

/** Changes how many people a number stands for and its priority. */
export function ChangeDialog({ target }: { target: ChangeTarget }) {
  const { commands, close } = useModel();
  const [people, setPeople] = useState(target.people);
  const [priority, setPriority] = useState<Priority>(target.priority ?? 'none');
  const [reason, setReason] = useState(target.priorityReason);
  const ready = priority !== 'other' || reason !== null;
  const save = async () => {
    const done = await commands.run({
      type: 'change',
      ticket: target.ticket,
      version: target.version,
      people,
      priority: priority === 'none' ? null : priority,
      priorityReason: priority === 'other' ? reason : null,
    });
    if (done) close();
  };
  return (
    <Sheet
      title={staff.changeTitle(target.number)}
      onClose={close}
      act={{ label: staff.save, run: () => void save(), disabled: !ready || commands.pending('change') }}
    >
      <Amount label={staff.peopleCount} value={people} onChange={setPeople} min={1} max={12} autoFocus />
      <PriorityChoice value={priority} onChange={setPriority} reason={reason} onReason={setReason} />
    </Sheet>
  );
}

/** Sends the person at the desk on to another service or desk with the same number. */
export function TransferDialog() {
  const { view, desk, commands, close } = useModel();
  const at = useOpenedFor();
  const [service, setService] = useState(at?.service ?? '');
  const [forDesk, setForDesk] = useState('any');
  if (!at || desk === null) return null;
  const desks = view.desks.filter(
    (each) => each.id !== desk && each.status !== 'closed' && each.services.includes(service),
  );
  const transfer = async () => {
    const done = await commands.run({
      type: 'transfer',
      desk,
      ticket: at.ticket,
      version: at.version,
      service,
      forDesk: forDesk === 'any' ? null : forDesk,
    });
    if (done) close();
  };
  return (
    <Sheet
      title={staff.transferTitle(at.number)}
      wide
      onClose={close}
      act={{ label: staff.transfer, run: () => void transfer(), disabled: commands.pending('transfer') }}
      testId="transfer"
    >
      <p className={css.note}>{staff.transferNote}</p>
      <div className={css.two}>
        <Choices
          label={staff.transferTo}
          options={view.services.map((each) => ({ value: each.id, label: each.name.vi, aside: each.letter }))}
          value={service}
          onChange={(next) => {
            setService(next);
            setForDesk('any');
          }}
          autoFocus
        />
        <Choices
          label={staff.transferDesk}
          options={[
            { value: 'any', label: staff.anyDesk },
            ...desks.map((each) => ({ value: each.id, label: staff.desk(each.label) })),
          ]}
          value={forDesk}
          onChange={setForDesk}
        />
      </div>
    </Sheet>
  );
}

/** Calls a chosen number before its turn; the reason goes into the log. */
export function CallDialog({ target }: { target: Target }) {
  const { desk, commands, close } = useModel();
  const [reason, setReason] = useState<ChosenReason>(CHOSEN_REASONS[0]);
  const call = async () => {
    if (desk === null) return;
    const { ticket, version } = target;
    if (await commands.run({ type: 'call', desk, ticket, version, reason })) close();
  };
  return (
    <Sheet
      title={staff.callTitle(target.number)}
      onClose={close}
      act={{ label: staff.row.call, run: () => void call(), disabled: commands.pending('call') }}
    >
      <p className={css.note}>{staff.callNote}</p>
      <Choices
        label={staff.chooseReason}
        options={CHOSEN_REASONS.map((value) => ({ value, label: staff.chosenReasons[value] }))}
        value={reason}
        onChange={setReason}
        autoFocus
      />
    </Sheet>
  );
}

const endings: readonly Option<string>[] = [
  ...CANCEL_REASONS.map((reason, index) => ({
    value: `cancel:${reason}`,
    label: staff.cancelReasons[reason],
    ...(index === 0 ? { heading: staff.cancelGroup } : {}),
  })),
  ...VOID_REASONS.map((reason, index) => ({
    value: `void:${reason}`,
    label: staff.voidReasons[reason],
    ...(index === 0 ? { heading: staff.voidGroup } : {}),
  })),
];

/** Ends a number without serving it: cancelled (the person goes) or void (the paper was wrong). */
export function CancelDialog({ target }: { target: Target }) {
  const { commands, close } = useModel();
  const [ending, setEnding] = useState('cancel:citizenLeft');
  const end = async () => {
    const { ticket, version } = target;
    const cancel = CANCEL_REASONS.find((reason) => ending === `cancel:${reason}`);
    const voiding = VOID_REASONS.find((reason) => ending === `void:${reason}`);
    const done = cancel
      ? await commands.run({ type: 'cancel', ticket, version, reason: cancel })
      : voiding && (await commands.run({ type: 'void', ticket, version, reason: voiding }));
    if (done) close();
  };
  return (
    <Sheet
      title={staff.cancelTitle(target.number)}
      onClose={close}
      act={{
        label: staff.cancelConfirm,
        run: () => void end(),
        danger: true,
        disabled: commands.pending('cancel') || commands.pending('void'),
      }}
    >
      <Choices label={staff.chooseReason} bare options={endings} value={ending} onChange={setEnding} autoFocus />
    </Sheet>
  );
}

/** Takes an appointment of today back. */
export function CancelAppointmentDialog({ appointment }: { appointment: AppointmentRow }) {
  const { view, commands, close } = useModel();
  const end = async () => {
    if (await commands.run({ type: 'cancelAppointment', appointment: appointment.id })) close();
  };
  return (
    <Sheet
      title={staff.cancelAppointmentTitle(appointment.code)}
      onClose={close}
      act={{
        label: staff.cancelAppointment,
        run: () => void end(),
        danger: true,
        disabled: commands.pending('cancelAppointment'),
      }}
    >
      <p className={css.note}>
        {staff.cancelAppointmentNote(
          `${clockTime(appointment.at)} ${dayText(serviceDay(appointment.at))}`,
          serviceName(view.services, appointment.service),
        )}
      </p>
    </Sheet>
  );
}

/** Stops calling for a while, with a reason. */
export function PauseDialog() {
  const { view, commands, close } = useModel();
  const [reason, setReason] = useState<PauseReason>('break');
  const desk = view.desk;
  if (!desk) return null;
  const pause = async () => {
    if (await commands.run({ type: 'pauseDesk', desk: desk.id, reason })) close();
  };
  return (
    <Sheet
      title={staff.pauseTitle(desk.label)}
      onClose={close}
      act={{ label: staff.pause, run: () => void pause(), disabled: commands.pending('pauseDesk') }}
    >
      <Choices
        label={staff.chooseReason}
        options={PAUSE_REASONS.map((value) => ({ value, label: staff.pauseReasons[value] }))}
        value={reason}
        onChange={setReason}
        autoFocus
      />
    </Sheet>
  );
}

/** Asks once before something that everybody in the hall notices. */
export function ConfirmDialog({ type }: { type: 'handOver' | 'closeDesk' | 'closeDay' | 'reopenDay' }) {
  const { view, commands, close } = useModel();
  const desk = view.desk;
  const words = {
    handOver: [staff.takeOver(desk?.label ?? ''), staff.takeOverNote(desk?.officer ?? ''), staff.takeOverConfirm],
    closeDesk: [staff.closeDeskTitle(desk?.label ?? ''), staff.closeDeskNote, staff.menu.closeDesk],
    closeDay: [staff.closeDayTitle, staff.closeDayNote, staff.menu.closeDay],
    reopenDay: [staff.reopenDayTitle, staff.reopenDayNote, staff.menu.reopenDay],
  } as const;
  const [title, note, label] = words[type];
  const confirm = async () => {
    if (type === 'closeDay' || type === 'reopenDay') {
      if (await commands.run({ type })) close();
    } else if (desk && (await commands.run({ type, desk: desk.id }))) close();
  };
  return (
    <Sheet title={title} onClose={close} act={{ label, run: () => void confirm(), disabled: commands.pending(type) }}>
      <p className={css.note}>{note}</p>
    </Sheet>
  );
}

/** The shift leader says that the machine's clock is right. */
export function ClockDialog() {
  const { api, commands, say, close } = useModel();
  const now = useSecond();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      const result = await api.staff.confirmClock.mutate();
      if (result.ok) close();
      else say({ tone: 'bad', text: failures[result.error.type] ?? staff.failed });
    } catch (error) {
      commands.unreachable(error);
    }
    setBusy(false);
  };
  return (
    <Sheet
      title={staff.clockTitle}
      onClose={close}
      act={{ label: staff.clockConfirm, run: () => void confirm(), disabled: busy }}
    >
      <p className={css.note}>{staff.clockNote(momentText(now))}</p>
    </Sheet>
  );
}

/** After a restore: the last number on paper of each letter, so that none is given twice. */
export function CountersDialog() {
  const { view, commands, close } = useModel();
  const letters = [...new Set(view.services.map((service) => service.letter))].sort();
  const [counters, setCounters] = useState<Record<string, number>>(() =>
    Object.fromEntries(letters.map((letter) => [letter, 0])),
  );
  const save = async () => {
    if (await commands.run({ type: 'setCounters', counters })) close();
  };
  return (
    <Sheet
      title={staff.countersTitle}
      onClose={close}
      act={{ label: staff.save, run: () => void save(), disabled: commands.pending('setCounters') }}
    >
      <p className={css.note}>{staff.countersNote}</p>
      <div className={css.grid3}>
        {letters.map((letter, index) => (
          <Amount
            key={letter}
            label={staff.letter(letter)}
            value={counters[letter] ?? 0}
            onChange={(value) => setCounters((all) => ({ ...all, [letter]: value }))}
            min={0}
            max={999}
            autoFocus={index === 0}
          />
        ))}
      </div>
    </Sheet>
  );
}

/** Types the person at the desk when there is no card to read. */
export function PersonDialog() {
  const { api, commands, say, close } = useModel();
  const at = useOpenedFor();
  const [number, setNumber] = useState(at?.person?.personalNumber ?? at?.person?.formerIdNumber ?? '');
  const [name, setName] = useState(at?.person?.fullName ?? '');
  const [birth, setBirth] = useState(at?.person?.birthDate?.split('-').reverse().join('/') ?? '');
  const [sex, setSex] = useState<'male' | 'female' | 'unknown'>(at?.person?.sex ?? 'unknown');
  const [busy, setBusy] = useState(false);
  /** What is missing or wrong is said once the officer wants to go on. */
  const [tried, setTried] = useState(false);
  if (!at) return null;
  const date = parseDate(birth);
  const nobody = number.trim() === '' && name.trim() === '';
  const save = async () => {
    setTried(true);
    if (date === null || nobody) return;
    setBusy(true);
    try {
      const person = {
        personalNumber: number.replaceAll(/\s/g, ''),
        fullName: name.trim(),
        birthDate: date ?? null,
        sex: sex === 'unknown' ? null : sex,
      };
      const result = await api.staff.typePerson.mutate({ ticket: at.ticket, person });
      if (result.ok) {
        say({ tone: 'good', text: staff.said.person(at.number) });
        close();
      } else say({ tone: 'bad', text: failures[result.error.type] ?? staff.failed });
    } catch (error) {
      commands.unreachable(error);
    }
    setBusy(false);
  };
  return (
    <Sheet
      title={staff.personTitle(at.number)}
      onClose={close}
      act={{ label: staff.save, run: () => void save(), disabled: busy }}
    >
      <Field
        label={staff.personalNumber}
        value={number}
        onChange={setNumber}
        maxLength={16}
        kind="digits"
        wrong={tried && nobody ? staff.personNeeded : null}
        autoFocus
      />
      <Field label={staff.fullName} value={name} onChange={setName} maxLength={100} />
      <Field
        label={staff.birthDate}
        value={birth}
        onChange={setBirth}
        maxLength={10}
        hint={staff.birthDateFormat}
        wrong={tried && date === null ? staff.birthDateWrong : null}
      />
      <Choices
        label={staff.sexLabel}
        columns={3}
        options={[
          { value: 'male', label: staff.sex.male },
          { value: 'female', label: staff.sex.female },
          { value: 'unknown', label: staff.sexUnknown },
        ]}
        value={sex}
        onChange={setSex}
      />
    </Sheet>
  );
}

/** A number found by scanning its paper: how it stands and what can be done. */
export function TicketDialog({ target }: { target: Target }) {
  const model = useModel();
  const actions = ticketActions(model, target);
  useKeys(Object.fromEntries(actions.map((action) => [action.key, action.run])));
  return (
    <Sheet title={`${staff.ticketTitle(target.number)} · ${staff.states[target.state]}`} onClose={model.close}>
      <div className={css.actions}>
        {actions.map((action) => (
          <Command key={action.key} keys={action.key} onAct={action.run}>
            {action.label}
          </Command>
        ))}
      </div>
    </Sheet>
  );
}

/** Every key and what it does. */
export function KeysDialog() {
  const { close } = useModel();
  return (
    <Sheet title={staff.keysTitle} wide onClose={close}>
      <dl className={css.keys}>
        {keyHelp.map(([key, what]) => (
          <div key={key}>
            <dt>
              <Key>{key}</Key>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className={css.note}>{staff.keysNote}</p>
    </Sheet>
  );
}

/** What to look at on a card just read. */
function Warnings({ codes }: { codes: readonly string[] }) {
  if (codes.length === 0) return null;
  return (
    <ul className={css.warnings}>
      {codes.map((code) => (
        <li key={code}>{scanWarnings[code] ?? code}</li>
      ))}
    </ul>
  );
}

type PriorityChoiceProps = {
  value: Priority;
  onChange: (value: Priority) => void;
  reason: PriorityReason | null;
  onReason: (reason: PriorityReason) => void;
};

function PriorityChoice({ value, onChange, reason, onReason }: PriorityChoiceProps) {
  return (
    <>
      <Choices<Priority>
        label={staff.priority}
        columns={2}
        options={[
          { value: 'none', label: staff.priorityNone },
          ...PRIORITY_GROUPS.map((group) => ({ value: group, label: staff.priorities[group] })),
        ]}
        value={value}
        onChange={onChange}
      />
      {value === 'other' && (
        <Choices
          label={staff.priorityReason}
          columns={2}
          options={PRIORITY_REASONS.map((each) => ({ value: each, label: staff.priorityReasons[each] }))}
          value={reason}
          onChange={onReason}
        />
      )}
    </>
  );
}
