import { Action, Failure } from '../form.tsx';
import { enrolment as text } from '../strings/vi/enrolment.ts';
import css from './enrolment.module.css';

/** The 8 words, numbered. */
export function WordList({ words }: { words: readonly string[] }) {
  return (
    <ol className={css.list} aria-label={text.words}>
      {words.map((word, i) => (
        <li key={i}>
          <span className={css.nth}>{i + 1}</span>
          <span className={css.word}>{word}</span>
        </li>
      ))}
    </ol>
  );
}

type WordsProps = {
  /** The 8 words of both files (core/kernel/words.ts). */
  words: readonly string[];
  /** Who reads and who listens, as one question. */
  question: string;
  failure: string | null;
  onSame: () => void;
  onDifferent: () => void;
};

/** The 8 words, large enough to be read out from a step away, and the two answers. Neither is chosen beforehand. */
export function Words({ words, question, failure, onSame, onDifferent }: WordsProps) {
  return (
    <div className={css.words}>
      <WordList words={words} />
      <p className={css.question}>{question}</p>
      <div className={css.answers}>
        <Action tone="main" onPress={onSame}>
          {text.same}
        </Action>
        <Action tone="danger" onPress={onDifferent}>
          {text.different}
        </Action>
      </div>
      {failure !== null && <Failure>{failure}</Failure>}
    </div>
  );
}
