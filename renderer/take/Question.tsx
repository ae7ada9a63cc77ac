import { Button } from 'react-aria-components';
import type { PriorityGroup } from '../../electron/core/queue/types.ts';
import type { TakeService } from '../../electron/core/queue/views.ts';
import { Pictogram, type PictogramName } from '../ui/pictograms.tsx';
import { Back, Bring, Chosen, People } from './parts.tsx';
import css from './take.module.css';
import { useWords } from './words.ts';

const GROUPS = ['elderly', 'disability', 'pregnant', 'smallChild', 'merit'] as const;

type Props = {
  service: TakeService;
  /** The scanned card says 60 or over: that answer comes first. */
  elderly: boolean;
  people: number;
  setPeople: (people: number) => void;
  issue: (priority: PriorityGroup | null) => void;
  back: () => void;
};

/** The one question: priority? "No" is the largest and the first; each answer gives the number at once. */
export function Question({ service, elderly, people, setPeople, issue, back }: Props) {
  const { say } = useWords();
  const groups = GROUPS.filter((group) => !(elderly && group === 'elderly'));
  const none = { name: 'none', picture: 'everyone', text: say.question.none, hint: say.question.noneHint } as const;
  return (
    <div className={css.split}>
      <div className={css.side}>
        <Back go={back} />
        <Chosen service={service} waits />
        <Bring text={service.bring} />
        <People people={people} set={setPeople} />
      </div>
      <section className={css.answers}>
        <h1>{say.question.title}</h1>
        {elderly ? (
          <Answer
            first
            name="elderly"
            picture="elderly"
            text={say.question.groups.elderly}
            hint={say.question.byCard}
            choose={() => issue('elderly')}
          />
        ) : (
          <Answer first {...none} choose={() => issue(null)} />
        )}
        <div className={css.groups}>
          {groups.map((group) => (
            <Answer
              key={group}
              name={group}
              picture={group}
              text={say.question.groups[group]}
              choose={() => issue(group)}
            />
          ))}
          {elderly && <Answer name="none" picture="everyone" text={say.question.none} choose={() => issue(null)} />}
        </div>
      </section>
    </div>
  );
}

type AnswerProps = {
  name: string;
  picture: PictogramName;
  text: string;
  hint?: string;
  first?: boolean;
  choose: () => void;
};

function Answer({ name, picture, text, hint, first = false, choose }: AnswerProps) {
  return (
    <Button className={(first ? css.answerFirst : css.answer) ?? ''} data-testid={`priority-${name}`} onPress={choose}>
      <Pictogram name={picture} className={css.picture} />
      <span className={css.name}>
        <strong>{text}</strong>
        {hint && <span className={css.hint}>{hint}</span>}
      </span>
    </Button>
  );
}
