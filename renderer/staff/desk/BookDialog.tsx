import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays, clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import { Amount, Choices, Choose } from '../../ui/form.tsx';
import { staff } from '../../ui/strings/vi/staff.ts';
import { printBooked } from '../../ui/ticket/index.tsx';
import css from './dialogs.module.css';
import { useModel } from './model.ts';
import { Sheet } from './parts.tsx';
import { dayText } from './words.ts';

/** How far ahead the list of days reaches. */
const DAYS = 21;

/** Books a time for somebody who cannot wait today, and prints the slip with its code. */
export function BookDialog() {
  const { api, view, commands, say, close } = useModel();
  const today = serviceDay(view.now);
  const [service, setService] = useState(view.services[0]?.id ?? '');
  const [people, setPeople] = useState(1);
  const [day, setDay] = useState(addDays(today, 1));
  const [chosen, setChosen] = useState<string | null>(null);
  const slots = useQuery({
    queryKey: ['staff', 'slots', service, day],
    queryFn: () => api.staff.slots.query({ service, day }),
  });
  const free = (slots.data ?? []).filter((slot) => slot.free > 0);
  const at = free.find((slot) => String(slot.at) === chosen)?.at ?? null;
  const book = async () => {
    if (at === null) return;
    const done = await commands.run({ type: 'book', service, people, day, at });
    if (!done?.booked) return;
    close();
    const { code } = done.booked;
    say({ tone: 'good', text: staff.said.booked(code, `${clockTime(at)} ${dayText(day)}`) });
    printBooked(done.booked).catch(() => say({ tone: 'bad', text: staff.said.slipFailed(code) }));
  };
  const days = Array.from({ length: DAYS }, (_, index) => addDays(today, index));
  return (
    <Sheet
      title={staff.bookTitle}
      wide
      onClose={close}
      act={{
        label: staff.bookConfirm,
        run: () => void book(),
        disabled: at === null || commands.pending('book'),
      }}
      testId="book"
    >
      <div className={css.grid3}>
        <Choose
          label={staff.service}
          value={service}
          onChange={setService}
          options={view.services.map((each) => ({ value: each.id, label: each.name.vi }))}
        />
        <Choose
          label={staff.day}
          value={day}
          onChange={setDay}
          options={days.map((each) => ({ value: each, label: dayText(each) }))}
        />
        <Amount label={staff.peopleCount} value={people} onChange={setPeople} min={1} max={12} />
      </div>
      <div className={css.slots}>
        {free.length > 0 ? (
          <Choices
            label={staff.slot}
            columns={6}
            options={free.map((slot) => ({
              value: String(slot.at),
              label: clockTime(slot.at),
              ...(slot.free > 1 ? { aside: staff.freeSlots(slot.free) } : {}),
            }))}
            value={chosen}
            onChange={setChosen}
          />
        ) : (
          <p className={css.note} role="status">
            {slots.isError ? staff.slotsFailed : slots.isPending ? staff.slotsLoading : staff.noSlots}
          </p>
        )}
      </div>
    </Sheet>
  );
}
