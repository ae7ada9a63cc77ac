import { Input, NumberField } from 'react-aria-components';
import css from './rules.module.css';

type Props = {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  disabled?: boolean;
};

/** A small whole number within a sentence or a table: typed, or by ↑ ↓. */
export function Small({ label, value, onChange, min, max, disabled = false }: Props) {
  return (
    <NumberField
      className={css.small ?? ''}
      value={value}
      minValue={min}
      maxValue={max}
      isDisabled={disabled}
      onChange={(next) => onChange(Number.isNaN(next) ? min : next)}
      aria-label={label}
    >
      <Input />
    </NumberField>
  );
}
