import { createContext, type ReactNode, useContext } from 'react';
import { Button } from 'react-aria-components';
import button from '../../ui/form.module.css';
import { Ask } from '../../ui/form.tsx';
import { staff } from '../../ui/strings/vi/staff.ts';
import { useKeys } from '../keys.ts';
import css from './parts.module.css';

type CommandProps = {
  keys?: string;
  children: ReactNode;
  onAct: () => void;
  tone?: 'primary' | 'main' | 'plain' | 'small' | 'danger';
  disabled?: boolean;
  testId?: string;
  label?: string;
};

/**
 * A button with its key written on it. Space and Enter do nothing on it: a card reader ends with Enter, and a
 * button left focused by the mouse must never call a number. Its own key, the mouse, touch and screen readers act.
 */
export function Command({ keys, children, onAct, tone = 'plain', disabled = false, testId, label }: CommandProps) {
  return (
    <Button
      className={`${button.action} ${css.command} ${button[tone]} ${css[tone]}`}
      isDisabled={disabled}
      onPress={(event) => {
        if (event.pointerType !== 'keyboard') onAct();
      }}
      {...(testId === undefined ? {} : { 'data-testid': testId })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys.replace('Ctrl', 'Control') })}
    >
      <span className={css.text}>{children}</span>
      {keys !== undefined && <Key>{keys}</Key>}
    </Button>
  );
}

/** A key as it is written on the keyboard. */
export function Key({ children }: { children: string }) {
  return <kbd className={css.key}>{children.replace('Shift+', '⇧')}</kbd>;
}

const Failure = createContext<string | null>(null);

/** Why the open dialog's command was refused. */
export const FailureProvider = Failure.Provider;

type SheetProps = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** The one thing this dialog does, with F8. */
  act?: { label: string; run: () => void; disabled?: boolean; danger?: boolean };
  wide?: boolean;
  testId?: string;
};

/** A dialog of the desk: Esc leaves it without doing anything, F8 does what it is for. */
export function Sheet({ act, onClose, ...dialog }: SheetProps) {
  const failure = useContext(Failure);
  useKeys({ F8: act && !act.disabled ? act.run : undefined });
  return (
    <Ask
      {...dialog}
      onClose={onClose}
      failure={failure}
      foot={
        <div className={css.foot}>
          <Command keys="Esc" onAct={onClose}>
            {act ? staff.cancel : staff.close}
          </Command>
          {act && (
            <Command
              keys="F8"
              tone={act.danger ? 'danger' : 'main'}
              onAct={act.run}
              disabled={act.disabled ?? false}
              testId="confirm"
            >
              {act.label}
            </Command>
          )}
        </div>
      }
    />
  );
}
