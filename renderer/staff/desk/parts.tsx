import { Minus, Plus } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId } from 'react';
import {
  Button,
  Dialog,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  NumberField,
  Group as NumberGroup,
  Radio,
  RadioGroup,
  TextField,
} from 'react-aria-components';
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
      className={`${css.command} ${css[tone]}`}
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
  width?: 'narrow' | 'wide';
  testId?: string;
};

/** A dialog: Esc leaves it without doing anything, F8 does what it is for. */
export function Sheet({ title, onClose, children, act, width = 'narrow', testId }: SheetProps) {
  const failure = useContext(Failure);
  useKeys({ F8: act && !act.disabled ? act.run : undefined });
  return (
    <ModalOverlay className={css.scrim ?? ''} isOpen isDismissable={false} onOpenChange={(open) => !open && onClose()}>
      <Modal className={`${css.modal} ${css[width]}`}>
        <Dialog className={css.dialog ?? ''} {...(testId === undefined ? {} : { 'data-testid': testId })}>
          <Heading slot="title" className={css.title ?? ''}>
            {title}
          </Heading>
          <div className={css.body}>{children}</div>
          {failure !== null && (
            <p className={css.failure} role="alert">
              {failure}
            </p>
          )}
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
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export type Choice<T extends string> = { value: T; label: string; note?: string; heading?: string };

type ChoicesProps<T extends string> = {
  label: string;
  choices: readonly Choice<T>[];
  value: T | null;
  onChange: (value: T) => void;
  columns?: 1 | 2 | 3 | 6;
  autoFocus?: boolean;
  hideLabel?: boolean;
};

/** One of a few things, chosen by the arrow keys or a click. */
export function Choices<T extends string>(props: ChoicesProps<T>) {
  const { label, choices, value, onChange, columns = 1, autoFocus = false, hideLabel = false } = props;
  const first = choices[0]?.value;
  return (
    <RadioGroup
      className={css.field ?? ''}
      value={value}
      onChange={(next) => onChange(next as T)}
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {!hideLabel && <Label className={css.label ?? ''}>{label}</Label>}
      <div className={`${css.choices} ${css[`columns${columns}`]}`}>
        {choices.map((choice) => (
          <div key={choice.value} className={css.cell}>
            {choice.heading !== undefined && <p className={css.subheading}>{choice.heading}</p>}
            <Radio
              className={css.choice ?? ''}
              value={choice.value}
              autoFocus={autoFocus && choice.value === (value ?? first)}
            >
              <span className={css.dot} aria-hidden="true" />
              <span className={css.grow}>{choice.label}</span>
              {choice.note !== undefined && <span className={css.note}>{choice.note}</span>}
            </Radio>
          </div>
        ))}
      </div>
    </RadioGroup>
  );
}

type AmountProps = {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  autoFocus?: boolean;
};

/** A small whole number: ↑ ↓, typing, or the two buttons. */
export function Amount({ label, value, onChange, min, max, autoFocus = false }: AmountProps) {
  return (
    <NumberField
      className={css.field ?? ''}
      value={value}
      minValue={min}
      maxValue={max}
      onChange={(next) => onChange(Number.isNaN(next) ? min : next)}
      autoFocus={autoFocus}
      decrementAriaLabel={staff.fewer}
      incrementAriaLabel={staff.moreOne}
    >
      <Label className={css.label ?? ''}>{label}</Label>
      <NumberGroup className={css.amount ?? ''}>
        <Button slot="decrement" className={css.step ?? ''}>
          <Minus size={16} aria-hidden="true" />
        </Button>
        <Input className={css.number ?? ''} />
        <Button slot="increment" className={css.step ?? ''}>
          <Plus size={16} aria-hidden="true" />
        </Button>
      </NumberGroup>
    </NumberField>
  );
}

type TextProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  note?: string;
  autoFocus?: boolean;
  maxLength: number;
  invalid?: boolean;
  digits?: boolean;
};

/** A line of text. */
export function Text(props: TextProps) {
  const { label, value, onChange, note, autoFocus = false, maxLength, invalid = false, digits = false } = props;
  const noteId = useId();
  return (
    <TextField
      className={css.field ?? ''}
      value={value}
      onChange={onChange}
      maxLength={maxLength}
      isInvalid={invalid}
      autoComplete="off"
      inputMode={digits ? 'numeric' : 'text'}
      {...(note === undefined ? {} : { 'aria-describedby': noteId })}
    >
      <Label className={css.label ?? ''}>{label}</Label>
      <Input className={css.input ?? ''} autoFocus={autoFocus} spellCheck={false} />
      {note !== undefined && (
        <span id={noteId} className={css.note}>
          {note}
        </span>
      )}
    </TextField>
  );
}

type PickProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  groups: { heading: string | null; options: { value: string; label: string }[] }[];
};

/** One of many, in a list that drops down. Letters and digits do not choose: the first key of a scan would. */
export function Pick({ label, value, onChange, groups }: PickProps) {
  const id = useId();
  const options = (all: { value: string; label: string }[]) =>
    all.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={css.input}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key.length === 1 && event.key !== ' ') event.preventDefault();
        }}
      >
        {groups.map((group) =>
          group.heading === null ? (
            options(group.options)
          ) : (
            <optgroup key={group.heading} label={group.heading}>
              {options(group.options)}
            </optgroup>
          ),
        )}
      </select>
    </div>
  );
}
