import { useState } from 'react';
import { PRIORITY_GROUPS, type PriorityGroup } from '../../../electron/core/queue/types.ts';
import { Amount, Choices, Choose, Field } from '../../ui/form.tsx';
import { staff } from '../../ui/strings/vi/staff.ts';
import css from './dialogs.module.css';
import { useModel } from './model.ts';
import { Sheet } from './parts.tsx';

/** Paper mode: numbers written by hand while the power was off are entered one after the other with their times. */
export function PaperDialog() {
  const { view, commands, close } = useModel();
  const [number, setNumber] = useState('');
  const [time, setTime] = useState('');
  const [served, setServed] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [people, setPeople] = useState(1);
  const [priority, setPriority] = useState<PriorityGroup | 'none'>('none');
  const [entered, setEntered] = useState<string[]>([]);
  /** A new round puts the cursor back into the first field. */
  const [round, setRound] = useState(0);

  const letter = number.trim().charAt(0).toUpperCase();
  const services = view.services.filter((service) => service.letter === letter);
  const service = services.find((each) => each.id === chosen) ?? services[0];
  const code = number.trim().toUpperCase();
  const clock = readClock(time);
  const end = served.trim() === '' ? null : readClock(served);
  const valid = /^[A-Z]\d{3}$/.test(code) && isClock(clock) && (end === null || isClock(end));
  const save = async () => {
    if (!service) return;
    const done = await commands.run({
      type: 'paper',
      number: code,
      service: service.id,
      people,
      priority: priority === 'none' ? null : priority,
      time: clock,
      served: end,
    });
    if (!done) return;
    setEntered((all) => [...all, end === null ? `${code} · ${clock}` : `${code} · ${clock} · ${staff.paperDone(end)}`]);
    setNumber('');
    setTime('');
    setServed('');
    setPeople(1);
    setPriority('none');
    setRound((n) => n + 1);
  };
  return (
    <Sheet
      title={staff.paperTitle}
      wide
      onClose={close}
      act={{
        label: staff.paperSave,
        run: () => void save(),
        disabled: !valid || !service || commands.pending('paper'),
      }}
      testId="paper"
    >
      <p className={css.note}>{staff.paperNote}</p>
      <div className={css.two}>
        <div className={css.stack} key={round}>
          <Field label={staff.paperNumber} value={number} onChange={setNumber} maxLength={4} autoFocus />
          <Field label={staff.paperTime} value={time} onChange={setTime} maxLength={5} hint={staff.paperFormat} />
          <Field
            label={staff.paperServed}
            value={served}
            onChange={setServed}
            maxLength={5}
            hint={staff.paperServedNote}
          />
          {letter !== '' && services.length === 0 && <p className={css.note}>{staff.paperLetter(letter)}</p>}
          {services.length > 0 && (
            <Choose
              label={staff.service}
              value={service?.id ?? ''}
              onChange={setChosen}
              options={services.map((each) => ({ value: each.id, label: each.name.vi }))}
            />
          )}
        </div>
        <div className={css.stack}>
          <Amount label={staff.peopleCount} value={people} onChange={setPeople} min={1} max={12} />
          <Choices<PriorityGroup | 'none'>
            label={staff.priority}
            columns={2}
            options={[
              { value: 'none', label: staff.priorityNone },
              // "Other" needs a reason and stays with the numbers an officer gives in person.
              ...PRIORITY_GROUPS.filter((group) => group !== 'other').map((group) => ({
                value: group,
                label: staff.priorities[group],
              })),
            ]}
            value={priority}
            onChange={setPriority}
          />
        </div>
      </div>
      {entered.length > 0 && (
        <section aria-label={staff.paperEntered}>
          <ul className={css.entered}>
            {entered.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  );
}

/** `9h05`, `9.05` and `9:05` as `09:05`; anything else stays what it is and is not a time. */
function readClock(text: string): string {
  return text.trim().replace(/[.hg]/i, ':').padStart(5, '0');
}

function isClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
