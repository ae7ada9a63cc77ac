import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Group } from 'react-aria-components';
import { AGE_BANDS, procedureAge } from '../../../electron/core/people/age.ts';
import { OUTCOMES, REFUSAL_REASONS, type RefusalReason, type WorkLine } from '../../../electron/core/queue/types.ts';
import type { AtDesk } from '../../../electron/core/queue/views.ts';
import { Amount, Choices, Choose } from '../../ui/form.tsx';
import { staff } from '../../ui/strings/vi/staff.ts';
import { useKeys } from '../keys.ts';
import css from './dialogs.module.css';
import { useModel, useOpenedFor } from './model.ts';
import { Command, Sheet } from './parts.tsx';
import { procedureName } from './words.ts';

/** What was done, line by line, before "Xong": procedure, how many, which age, how it ended. */
export function WorkDialog() {
  const at = useOpenedFor();
  return at && <Work at={at} />;
}

function Work({ at }: { at: AtDesk }) {
  const { view, desk, commands, close } = useModel();
  const usual = view.services.find((service) => service.id === at.service)?.procedures ?? [];
  // A procedure taken out of the settings since must still be seen as what it is.
  const own = [...new Set([...usual, ...at.work.map((line) => line.procedure)])];
  const others = [...new Set(view.services.flatMap((service) => service.procedures))].filter(
    (code) => !own.includes(code),
  );
  const fresh = (): WorkLine => ({
    procedure: own[0] ?? others[0] ?? '',
    count: 1,
    ageBand: procedureAge(own[0] ?? others[0] ?? '') ?? '14+',
    outcome: view.services.find((service) => service.id === at.service)?.outcome ?? 'collected',
    reason: null,
  });
  const [work, setWork] = useState<WorkLine[]>(() => (at.work.length > 0 ? at.work : [fresh()]));
  const change = (index: number, part: Partial<WorkLine>) =>
    setWork((all) => all.map((line, each) => (each === index ? { ...line, ...part } : line)));
  const ready = work.every((line) => (line.outcome === 'refused') === (line.reason !== null));
  const finish = async () => {
    if (desk === null) return;
    if (await commands.run({ type: 'done', desk, ticket: at.ticket, version: at.version, work })) close();
  };
  const option = (code: string) => ({ value: code, label: procedureName(code) });
  return (
    <Sheet
      title={staff.workTitle(at.number)}
      wide
      onClose={close}
      act={{ label: staff.finish, run: () => void finish(), disabled: !ready || commands.pending('done') }}
      testId="work"
    >
      {work.map((line, index) => (
        <Group key={index} className={css.work ?? ''} aria-label={staff.lineNumber(index + 1)}>
          <Choose
            label={staff.procedure}
            value={line.procedure}
            onChange={(procedure) => change(index, { procedure, ageBand: procedureAge(procedure) ?? line.ageBand })}
            options={own.map(option)}
            others={{ heading: staff.otherProcedures, options: others.map(option) }}
          />
          <Amount
            label={staff.count}
            value={line.count}
            onChange={(count) => change(index, { count })}
            min={1}
            max={50}
            autoFocus={index === work.length - 1}
          />
          <Choose
            label={staff.ageBand}
            value={line.ageBand}
            onChange={(ageBand) => change(index, { ageBand })}
            options={AGE_BANDS.map((value) => ({ value, label: staff.ageBands[value] }))}
          />
          <Choose
            label={staff.outcome}
            value={line.outcome}
            onChange={(outcome) => change(index, { outcome, reason: null })}
            options={OUTCOMES.map((value) => ({ value, label: staff.outcomes[value] }))}
          />
          <Button
            className={css.remove ?? ''}
            aria-label={staff.removeLine(index + 1)}
            isDisabled={work.length === 1}
            onPress={() => setWork((all) => all.filter((_, each) => each !== index))}
          >
            <X size={18} aria-hidden="true" />
          </Button>
          {line.outcome === 'refused' && (
            <div className={css.reason}>
              <Choices<RefusalReason>
                label={staff.refusalReason}
                columns={3}
                options={REFUSAL_REASONS.map((value) => ({ value, label: staff.refusalReasons[value] }))}
                value={line.reason}
                onChange={(reason) => change(index, { reason })}
              />
            </div>
          )}
        </Group>
      ))}
      {work.length < 12 && <AddLine onAdd={() => setWork((all) => [...all, fresh()])} />}
    </Sheet>
  );
}

function AddLine({ onAdd }: { onAdd: () => void }) {
  useKeys({ 'Alt+N': onAdd });
  return (
    <div className={css.add}>
      <Command keys="Alt+N" tone="small" onAct={onAdd}>
        <Plus size={16} aria-hidden="true" /> {staff.addLine}
      </Command>
    </div>
  );
}
