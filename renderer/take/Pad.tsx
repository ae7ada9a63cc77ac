import { Delete } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Back } from './parts.tsx';
import css from './take.module.css';
import { useWords } from './words.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/** The four digits of an appointment. */
export function Appointment({ go, back }: { go: (code: string) => void; back: () => void }) {
  const { say } = useWords();
  const [code, setCode] = useState('');
  return (
    <Entry
      words={say.appointment}
      value={code.padEnd(4, '·')}
      ready={code.length === 4}
      go={() => go(code)}
      back={back}
    >
      <Digits
        press={(digit) => setCode((old) => (old + digit).slice(0, 4))}
        erase={() => setCode((old) => old.slice(0, -1))}
        full={code.length === 4}
      />
    </Entry>
  );
}

type FindProps = {
  letters: string[];
  /** What was typed is no number of today: the next digit begins anew, because nobody looks for the key that erases. */
  failed: boolean;
  clear: () => void;
  go: (number: string) => void;
  back: () => void;
};

/** The number of a ticket: one of the letters in use and up to three digits. */
export function Find({ failed, clear, ...props }: FindProps) {
  const { say } = useWords();
  // Where all tickets share a letter nobody has to choose it.
  const [letter, setLetter] = useState(props.letters.length === 1 ? (props.letters[0] ?? '') : '');
  const [digits, setDigits] = useState('');
  const erase = () => (digits === '' ? setLetter('') : setDigits(digits.slice(0, -1)));
  return (
    <Entry
      words={say.find}
      value={(letter || '·') + digits.padEnd(3, '·')}
      ready={letter !== '' && digits !== ''}
      go={() => props.go(letter + digits.padStart(3, '0'))}
      back={props.back}
    >
      <div className={css.letters}>
        {props.letters.map((each) => (
          <Button
            key={each}
            className={css.key ?? ''}
            aria-pressed={each === letter}
            data-testid={`letter-${each}`}
            onPress={() => setLetter(each)}
          >
            {each}
          </Button>
        ))}
      </div>
      <Digits
        press={(digit) => {
          if (failed) clear();
          setDigits((old) => (failed ? digit : (old + digit).slice(0, 3)));
        }}
        erase={erase}
        full={digits.length === 3 && !failed}
      />
    </Entry>
  );
}

type EntryProps = {
  words: { title: string; hint: string; field: string; go: string };
  value: string;
  ready: boolean;
  go: () => void;
  back: () => void;
  children: React.ReactNode;
};

function Entry({ words, value, ready, go, back, children }: EntryProps) {
  return (
    <div className={css.split}>
      <div className={css.side}>
        <Back go={back} />
        <div className={css.title}>
          <h1>{words.title}</h1>
          <p>{words.hint}</p>
        </div>
        <output className={css.field} aria-label={words.field} data-testid="typed">
          {value}
        </output>
      </div>
      <div className={css.pad}>
        {children}
        <Button className={css.primary ?? ''} isDisabled={!ready} data-testid="pad-go" onPress={go}>
          {words.go}
        </Button>
      </div>
    </div>
  );
}

function Digits({ press, erase, full }: { press: (digit: string) => void; erase: () => void; full: boolean }) {
  const { say } = useWords();
  return (
    <div className={css.digits}>
      {DIGITS.map((digit) => (
        <Button
          key={digit}
          className={css.key ?? ''}
          isDisabled={full}
          data-testid={`key-${digit}`}
          onPress={() => press(digit)}
        >
          {digit}
        </Button>
      ))}
      <Button className={css.erase ?? ''} aria-label={say.erase} data-testid="key-erase" onPress={erase}>
        <Delete aria-hidden="true" />
      </Button>
    </div>
  );
}
