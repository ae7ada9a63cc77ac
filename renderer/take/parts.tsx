import { ArrowLeft, Minus, Plus } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { TakeService } from '../../electron/core/queue/views.ts';
import { Pictogram } from '../ui/pictograms.tsx';
import css from './take.module.css';
import { bringLines, pick, useWords } from './words.ts';

/** Back to the first page. */
export function Back({ go }: { go: () => void }) {
  const { say } = useWords();
  return (
    <Button className={css.back ?? ''} data-testid="back" onPress={go}>
      <ArrowLeft aria-hidden="true" />
      {say.back}
    </Button>
  );
}

/** The service chosen: its picture, its name, and beside it the wait. */
export function Chosen({ service, waits }: { service: TakeService; waits: boolean }) {
  const { say, language } = useWords();
  return (
    <div className={css.chosen}>
      <Pictogram name={service.pictogram} className={css.picture} />
      <p className={css.name}>
        <strong>{pick(service.name, language)}</strong>
        {waits && (
          <span className={css.chosenWait}>
            {service.wait ? say.question.wait(say.wait(service.wait)) : say.noDesk}
          </span>
        )}
      </p>
    </div>
  );
}

/** Everything to bring, a line each; nothing where the office has written nothing. */
export function Bring({ text }: { text: { vi: string; en: string } }) {
  const { say, language } = useWords();
  const lines = bringLines(text, language);
  if (lines.length === 0) return null;
  return (
    <div className={css.bring}>
      <h2>{say.bringTitle}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** How many come on one number: 1 unless somebody says otherwise. */
export function People({ people, set }: { people: number; set: (people: number) => void }) {
  const { say } = useWords();
  return (
    <div className={css.people}>
      <p>
        {say.question.people}
        <small>{say.question.peopleHint}</small>
      </p>
      <Button
        className={css.step ?? ''}
        aria-label={say.question.fewer}
        data-testid="people-fewer"
        isDisabled={people <= 1}
        onPress={() => set(people - 1)}
      >
        <Minus aria-hidden="true" />
      </Button>
      <output data-testid="people">{say.question.peopleCount(people)}</output>
      <Button
        className={css.step ?? ''}
        aria-label={say.question.more}
        data-testid="people-more"
        isDisabled={people >= 12}
        onPress={() => set(people + 1)}
      >
        <Plus aria-hidden="true" />
      </Button>
    </div>
  );
}
