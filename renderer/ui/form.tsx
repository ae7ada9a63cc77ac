import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import {
  Button,
  Checkbox,
  Dialog,
  FieldError,
  Group,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  NumberField,
  Radio,
  RadioGroup,
  Switch,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';
import { isTooSimple } from '../../electron/core/office/office.ts';
import css from './form.module.css';
import { form } from './strings/vi/form.ts';

type ActionProps = {
  children: ReactNode;
  onPress: () => void;
  /** `main`: what the page is for, once a page. `danger`: takes something away. `quiet`: beside a row. */
  tone?: 'main' | 'plain' | 'danger' | 'quiet';
  disabled?: boolean;
  /** Said instead of the content, for a button that shows only a sign. */
  label?: string;
  autoFocus?: boolean;
};

/** A button of a form; unlike a desk's commands, Enter and Space press it. */
export function Action({ children, onPress, tone = 'plain', disabled = false, label, autoFocus = false }: ActionProps) {
  return (
    <Button
      className={`${css.action} ${css[tone]}`}
      onPress={onPress}
      isDisabled={disabled}
      autoFocus={autoFocus}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </Button>
  );
}

type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  hint?: string;
  /** What is wrong, in words; null when it is right. */
  wrong?: string | null;
  autoFocus?: boolean;
  required?: boolean;
  /** Digits get a number pad on touch; a secret (a PIN) and a password are never shown nor remembered. */
  kind?: 'text' | 'digits' | 'phone' | 'secret' | 'password' | 'code';
  /** The label is spoken only: a column's heading says it to the eye. */
  bare?: boolean;
};

/** A line of text. */
export function Field(props: FieldProps) {
  const { label, hint, wrong = null, autoFocus = false, required = false, kind = 'text', bare = false } = props;
  return (
    <TextField
      className={css.field ?? ''}
      value={props.value}
      onChange={props.onChange}
      maxLength={props.maxLength}
      isInvalid={wrong !== null}
      isRequired={required}
      validationBehavior="aria"
      type={kind === 'secret' || kind === 'password' ? 'password' : 'text'}
      inputMode={kind === 'digits' || kind === 'secret' ? 'numeric' : kind === 'phone' ? 'tel' : 'text'}
      autoComplete={kind === 'secret' || kind === 'password' ? 'new-password' : 'off'}
      autoFocus={autoFocus}
      {...(bare ? { 'aria-label': label } : {})}
    >
      {!bare && <Caption label={label} required={required} />}
      <Input className={`${css.input} ${kind === 'code' ? css.code : ''}`} spellCheck={false} />
      {hint !== undefined && (
        <Text slot="description" className={css.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={css.wrong ?? ''}>{wrong}</FieldError>
    </TextField>
  );
}

type AreaProps = Omit<FieldProps, 'kind'> & { rows: number };

/** Some lines of text. */
export function Area({
  label,
  value,
  onChange,
  maxLength,
  hint,
  wrong = null,
  required = false,
  bare = false,
  autoFocus = false,
  rows,
}: AreaProps) {
  return (
    <TextField
      className={css.field ?? ''}
      value={value}
      onChange={onChange}
      maxLength={maxLength}
      isInvalid={wrong !== null}
      isRequired={required}
      validationBehavior="aria"
      autoFocus={autoFocus}
      {...(bare ? { 'aria-label': label } : {})}
    >
      {!bare && <Caption label={label} required={required} />}
      <TextArea className={`${css.input} ${css.area}`} rows={rows} spellCheck={false} />
      {hint !== undefined && (
        <Text slot="description" className={css.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={css.wrong ?? ''}>{wrong}</FieldError>
    </TextField>
  );
}

type WrittenProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  bare?: boolean;
  autoFocus?: boolean;
};

/** A time of day `HH:MM`, typed as people write it: 7:30, 7h30, 0730. The browser's own field would say AM and PM. */
export function TimeField(props: WrittenProps) {
  return <Written {...props} read={readTime} show={(value) => value} hint={form.timeWrong} width={css.time ?? ''} />;
}

/** A date `YYYY-MM-DD`, typed day first: 2/9/2027, 02.09.2027. */
export function DateField(props: WrittenProps) {
  return <Written {...props} read={readDate} show={showDate} hint={form.dateWrong} width={css.date ?? ''} />;
}

/** `YYYY-MM-DD` as people write it; anything else unchanged. */
export function showDate(value: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split('-').reverse().join('/') : value;
}

/** What was typed as `HH:MM`, or null. */
export function readTime(text: string): string | null {
  const found = /^(\d{1,2})(?:\s*[:hg.]\s*(\d{2})?|(\d{2}))?$/i.exec(text.trim());
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? found[3] ?? '0');
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
}

/** What was typed as `YYYY-MM-DD`, or null when there is no such day. */
export function readDate(text: string): string | null {
  const found = /^(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4})$/.exec(text.trim());
  if (!found) return null;
  const [, day = '', month = '', year = ''] = found;
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value ? value : null;
}

type NumberProps = {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  unit?: string;
  step?: number;
  bare?: boolean;
  autoFocus?: boolean;
};

/** A small whole number: typing, ↑ ↓, or the two buttons. */
export function Amount(props: NumberProps) {
  const { label, value, onChange, min, max, unit, step = 1, bare = false, autoFocus = false } = props;
  return (
    <NumberField
      className={css.field ?? ''}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={(next) => onChange(Number.isNaN(next) ? min : next)}
      autoFocus={autoFocus}
      decrementAriaLabel={form.less}
      incrementAriaLabel={form.more}
      {...(bare ? { 'aria-label': label } : {})}
    >
      {!bare && <Label className={css.label ?? ''}>{label}</Label>}
      <div className={css.amountRow}>
        <Group className={css.amount ?? ''}>
          <Button slot="decrement" className={css.step ?? ''}>
            <Minus size={16} aria-hidden="true" />
          </Button>
          <Input className={css.number ?? ''} />
          <Button slot="increment" className={css.step ?? ''}>
            <Plus size={16} aria-hidden="true" />
          </Button>
        </Group>
        {unit !== undefined && <span className={css.unit}>{unit}</span>}
      </div>
    </NumberField>
  );
}

type ChooseProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  /** Further options under a heading of their own. */
  others?: { heading: string; options: readonly { value: T; label: string }[] };
  onChange: (value: T) => void;
  bare?: boolean;
};

/** One of several, in a list that drops down. Letters and digits do not choose: the first key of a scan would. */
export function Choose<T extends string>({ label, value, options, others, onChange, bare = false }: ChooseProps<T>) {
  const id = useId();
  const list = (all: readonly { value: T; label: string }[]) =>
    all.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
  return (
    <div className={css.field}>
      {!bare && (
        <label className={css.label} htmlFor={id}>
          {label}
        </label>
      )}
      <select
        id={id}
        className={`${css.input} ${css.select}`}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
        onKeyDown={(event) => {
          if (event.key.length === 1 && event.key !== ' ') event.preventDefault();
        }}
        {...(bare ? { 'aria-label': label } : {})}
      >
        {list(options)}
        {others && others.options.length > 0 && <optgroup label={others.heading}>{list(others.options)}</optgroup>}
      </select>
    </div>
  );
}

type SuggestProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly string[];
  maxLength: number;
  bare?: boolean;
};

/** A line of text with a list of the usual ones; anything else may be typed. */
export function Suggest({ label, value, onChange, suggestions, maxLength, bare = false }: SuggestProps) {
  const list = useId();
  return (
    <TextField
      className={css.field ?? ''}
      value={value}
      onChange={onChange}
      maxLength={maxLength}
      autoComplete="off"
      {...(bare ? { 'aria-label': label } : {})}
    >
      {!bare && <Label className={css.label ?? ''}>{label}</Label>}
      <Input className={css.input ?? ''} list={list} spellCheck={false} />
      <datalist id={list}>
        {suggestions.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </TextField>
  );
}

type OnProps = { children: ReactNode; on: boolean; onChange: (on: boolean) => void; disabled?: boolean };

/** Something that is on or off at once. */
export function Toggle({ children, on, onChange, disabled = false }: OnProps) {
  return (
    <Switch className={css.switch ?? ''} isSelected={on} onChange={onChange} isDisabled={disabled}>
      <span className={css.track} aria-hidden="true" />
      <span className={css.grow}>{children}</span>
    </Switch>
  );
}

/** One of many that may be ticked. */
export function Tick({ children, on, onChange, disabled = false }: OnProps) {
  return (
    <Checkbox className={css.tick ?? ''} isSelected={on} onChange={onChange} isDisabled={disabled}>
      <span className={css.box} aria-hidden="true" />
      <span className={css.grow}>{children}</span>
    </Checkbox>
  );
}

export type Option<T extends string> = {
  value: T;
  label: string;
  /** What it means, under the label. */
  note?: string;
  /** A word beside the label. */
  aside?: string;
  picture?: ReactNode;
  /** Stands above this option and those that follow. */
  heading?: string;
};

type ChoicesProps<T extends string> = {
  label: string;
  value: T | null;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  columns?: 1 | 2 | 3 | 4 | 6;
  bare?: boolean;
  autoFocus?: boolean;
};

/** One of a few, all in sight, chosen by the arrow keys or a click. */
export function Choices<T extends string>(props: ChoicesProps<T>) {
  const { label, value, options, onChange, columns = 1, bare = false, autoFocus = false } = props;
  const first = options[0]?.value;
  return (
    <RadioGroup
      className={css.field ?? ''}
      value={value}
      onChange={(next) => onChange(next as T)}
      {...(bare ? { 'aria-label': label } : {})}
    >
      {!bare && <Label className={css.label ?? ''}>{label}</Label>}
      <div className={`${css.choices} ${css[`columns${columns}`]}`}>
        {options.map((option) => (
          <div key={option.value} className={css.cell}>
            {option.heading !== undefined && <p className={css.heading}>{option.heading}</p>}
            <Radio
              className={css.choice ?? ''}
              value={option.value}
              autoFocus={autoFocus && option.value === (value ?? first)}
            >
              <span className={css.dot} aria-hidden="true" />
              {option.picture}
              <span className={css.grow}>
                {option.label}
                {option.note !== undefined && <span className={css.choiceNote}>{option.note}</span>}
              </span>
              {option.aside !== undefined && <span className={css.hint}>{option.aside}</span>}
            </Radio>
          </div>
        ))}
      </div>
    </RadioGroup>
  );
}

export type PinPair = { pin: string; again: string };

/** A new PIN, typed twice; says what is wrong once it can be known. */
export function NewPin({
  value,
  onChange,
  autoFocus = false,
}: {
  value: PinPair;
  onChange: (value: PinPair) => void;
  autoFocus?: boolean;
}) {
  const digits = (text: string) => text.replaceAll(/\D/g, '');
  const differs = value.again.length >= value.pin.length && value.again !== '' && value.again !== value.pin;
  return (
    <div className={css.pair}>
      <Field
        label={form.pin}
        kind="secret"
        maxLength={12}
        value={value.pin}
        onChange={(text) => onChange({ ...value, pin: digits(text) })}
        wrong={value.pin.length >= 6 ? pinWrong(value.pin) : null}
        hint={form.pinRule}
        autoFocus={autoFocus}
        required
      />
      <Field
        label={form.pinAgain}
        kind="secret"
        maxLength={12}
        value={value.again}
        onChange={(text) => onChange({ ...value, again: digits(text) })}
        wrong={differs ? form.pinDiffers : null}
        required
      />
    </div>
  );
}

/** Why a PIN cannot be used, in words; null when it can. */
export function pinWrong(pin: string): string | null {
  if (!/^\d{6,12}$/.test(pin)) return form.pinLength;
  return isTooSimple(pin) ? form.pinSimple : null;
}

/** Whether both PINs are there, equal and usable. */
export function pairReady({ pin, again }: PinPair): boolean {
  return pin === again && pinWrong(pin) === null;
}

type AskProps = {
  title: string;
  children: ReactNode;
  onClose: () => void;
  /** The buttons, the safe one first. */
  foot: ReactNode;
  failure?: string | null;
  wide?: boolean;
  testId?: string;
};

/** A dialog; Esc closes it without doing anything. */
export function Ask({ title, children, onClose, foot, failure = null, wide = false, testId }: AskProps) {
  return (
    <ModalOverlay className={css.scrim ?? ''} isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className={`${css.modal} ${wide ? css.wide : ''}`}>
        <Dialog className={css.dialog ?? ''} {...(testId === undefined ? {} : { 'data-testid': testId })}>
          <Heading slot="title" className={css.title ?? ''}>
            {title}
          </Heading>
          <div className={css.body}>{children}</div>
          {failure !== null && <Failure>{failure}</Failure>}
          <div className={css.foot}>{foot}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What went wrong, said aloud by a screen reader at once. */
export function Failure({ children }: { children: ReactNode }) {
  return (
    <p className={css.failure} role="alert">
      {children}
    </p>
  );
}

function Caption({ label, required }: { label: string; required: boolean }) {
  return (
    <Label className={css.label ?? ''}>
      {label}
      {required && <span className={css.need}> {form.needed}</span>}
    </Label>
  );
}

type WrittenKind = {
  read: (text: string) => string | null;
  show: (value: string) => string;
  hint: string;
  width: string;
};

function Written({
  label,
  value,
  onChange,
  bare = false,
  autoFocus = false,
  read,
  show,
  hint,
  width,
}: WrittenProps & WrittenKind) {
  /** What is being typed; null when the field shows the value. */
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && typed.trim() !== '' && read(typed) === null;
  /** What was typed last was not taken: said until it is typed anew, or it would have gone without a word. */
  const [refused, setRefused] = useState(false);
  return (
    <TextField
      className={`${css.field} ${width}`}
      value={typed ?? show(value)}
      onChange={(text) => {
        setTyped(text);
        setRefused(false);
        const known = read(text);
        if (known !== null) onChange(known);
      }}
      // A half-typed time goes back to the last right one: what is seen is what is saved.
      onBlur={() => {
        if (wrong) setRefused(true);
        setTyped(null);
      }}
      isInvalid={wrong || refused}
      validationBehavior="aria"
      maxLength={10}
      inputMode="numeric"
      autoComplete="off"
      autoFocus={autoFocus}
      {...(bare ? { 'aria-label': label } : {})}
    >
      {!bare && <Label className={css.label ?? ''}>{label}</Label>}
      <Input className={css.input ?? ''} />
      <FieldError className={css.wrong ?? ''}>{hint}</FieldError>
    </TextField>
  );
}
