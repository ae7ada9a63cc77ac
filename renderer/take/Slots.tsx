import { Button } from 'react-aria-components';
import type { Slot, TakeService } from '../../electron/core/queue/views.ts';
import { clockTime } from '../ui/format.ts';
import { Back, Bring, Chosen, People } from './parts.tsx';
import css from './take.module.css';
import { useWords } from './words.ts';

type Props = {
  service: TakeService;
  slots: Slot[];
  people: number;
  setPeople: (people: number) => void;
  book: (slot: Slot) => void;
  back: () => void;
};

/** Free times on coming days; a touch books one. */
export function Slots({ service, slots, people, setPeople, book, back }: Props) {
  const { say } = useWords();
  return (
    <div className={css.split}>
      <div className={css.side}>
        <Back go={back} />
        <Chosen service={service} waits={false} />
        <Bring text={service.bring} />
        <People people={people} set={setPeople} />
      </div>
      <section className={css.answers}>
        <h1>{slots.length > 0 ? say.book.title : say.book.none}</h1>
        <div className={css.slots}>
          {slots.map((slot, index) => (
            <Button key={slot.at} className={css.slot ?? ''} data-testid={`slot-${index}`} onPress={() => book(slot)}>
              <span>{say.dayName(slot.day)}</span>
              <strong>{clockTime(slot.at)}</strong>
            </Button>
          ))}
        </div>
      </section>
    </div>
  );
}
