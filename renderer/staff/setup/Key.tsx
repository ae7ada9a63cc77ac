import { Printer } from 'lucide-react';
import { useState } from 'react';
import { Action, Field } from '../../ui/form.tsx';
import { setup } from '../../ui/strings/vi/setup.ts';
import css from './setup.module.css';

type Props = { recoveryKey: string; office: string; onKept: () => void };

/** The recovery key, shown this once; only who has written it down can go on. */
export function KeyPage({ recoveryKey, office, onKept }: Props) {
  const [typed, setTyped] = useState('');
  const groups = recoveryKey.split('-');
  const kept = clean(typed) === clean(groups.at(-1) ?? '');
  return (
    <>
      <div className={css.head}>
        <h1>{setup.keyTitle}</h1>
        <p>{setup.keyLead}</p>
      </div>
      <div className={css.keyPaper}>
        <p className={css.onPaper}>
          {setup.keyPaper} · {office}
        </p>
        <ol className={css.groups}>
          {groups.map((group, index) => (
            <li key={index}>{group}</li>
          ))}
        </ol>
        <p className={css.onPaper}>{setup.keyPaperNote}</p>
      </div>
      <ul className={css.rules}>
        {setup.keyRules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <div className={css.keep}>
        <Action onPress={() => window.print()}>
          <Printer size={18} aria-hidden="true" /> {setup.print}
        </Action>
        <Field
          label={setup.confirm}
          value={typed}
          onChange={setTyped}
          maxLength={6}
          kind="code"
          wrong={typed.trim().length >= 4 && !kept ? setup.confirmWrong : null}
        />
        <Action tone="main" onPress={onKept} disabled={!kept}>
          {setup.keyKept}
        </Action>
      </div>
    </>
  );
}

/** As the host reads a key: case, blanks and the usual confusions (O for 0, I and L for 1) do not matter. */
function clean(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
