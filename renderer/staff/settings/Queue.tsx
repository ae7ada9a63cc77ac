import type { ReactNode } from 'react';
import type { QueueRules } from '../../../electron/core/office/settings.ts';
import { Amount, Choices } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { FormPage } from './Page.tsx';
import css from './settings.module.css';

const text = words.queue;

/** The rules of the line, each with what it means for the people in the hall. */
export function QueuePage() {
  return (
    <FormPage title={words.pages.queue} lead={text.lead} sections={['queue']}>
      {({ queue }, change) => {
        const set = (part: Partial<QueueRules>) => change({ queue: { ...queue, ...part } });
        const { ratio } = queue;
        return (
          <>
            <Choices
              label={text.policy}
              value={queue.policy}
              columns={2}
              options={[
                { value: 'interleaved', label: text.interleaved, note: text.interleavedNote },
                { value: 'strict', label: text.strict, note: text.strictNote },
              ]}
              onChange={(policy) => set({ policy })}
            />
            {queue.policy === 'interleaved' && (
              <Rule title={text.ratio} note={text.ratioNote(ratio.priority, ratio.regular)}>
                <Amount
                  label={text.ratioPriority}
                  value={ratio.priority}
                  onChange={(priority) => set({ ratio: { ...ratio, priority } })}
                  min={1}
                  max={9}
                />
                <Amount
                  label={text.ratioRegular}
                  value={ratio.regular}
                  onChange={(regular) => set({ ratio: { ...ratio, regular } })}
                  min={1}
                  max={9}
                />
              </Rule>
            )}
            <Rule title={text.overtake} note={text.overtakeNote(queue.overtakeLimit)}>
              <Amount
                label={text.overtake}
                value={queue.overtakeLimit}
                onChange={(overtakeLimit) => set({ overtakeLimit })}
                min={1}
                max={50}
                unit={text.people}
                bare
              />
            </Rule>
            <Rule title={text.noShow} note={text.noShowNote(queue.noShowCalls, queue.noShowGapSeconds)}>
              <Amount
                label={text.calls}
                value={queue.noShowCalls}
                onChange={(noShowCalls) => set({ noShowCalls })}
                min={1}
                max={5}
                unit={text.times}
              />
              <Amount
                label={text.gap}
                value={queue.noShowGapSeconds}
                onChange={(noShowGapSeconds) => set({ noShowGapSeconds })}
                min={0}
                max={600}
                step={10}
                unit={text.seconds}
              />
            </Rule>
            <Rule title={text.returnAfter} note={text.returnNote(queue.returnAfter)}>
              <Amount
                label={text.returnAfter}
                value={queue.returnAfter}
                onChange={(returnAfter) => set({ returnAfter })}
                min={0}
                max={20}
                unit={text.people}
                bare
              />
            </Rule>
            <Rule title={text.undo} note={text.undoNote(queue.undoSeconds)}>
              <Amount
                label={text.undo}
                value={queue.undoSeconds}
                onChange={(undoSeconds) => set({ undoSeconds })}
                min={3}
                max={60}
                unit={text.seconds}
                bare
              />
            </Rule>
            <Rule title={text.appointments} note={text.appointmentsNote(queue.appointmentEarly, queue.appointmentLate)}>
              <Amount
                label={text.early}
                value={queue.appointmentEarly}
                onChange={(appointmentEarly) => set({ appointmentEarly })}
                min={0}
                max={60}
                unit={text.minutes}
              />
              <Amount
                label={text.late}
                value={queue.appointmentLate}
                onChange={(appointmentLate) => set({ appointmentLate })}
                min={0}
                max={120}
                unit={text.minutes}
              />
            </Rule>
            <Rule title={text.perQuarter} note={text.perQuarterNote(queue.appointmentsPerQuarter)}>
              <Amount
                label={text.perQuarter}
                value={queue.appointmentsPerQuarter}
                onChange={(appointmentsPerQuarter) => set({ appointmentsPerQuarter })}
                min={0}
                max={20}
                bare
              />
            </Rule>
            <Choices
              label={text.overnight}
              value={queue.overnight}
              columns={2}
              options={[
                { value: 'cancel', label: text.cancelNight, note: text.cancelNightNote },
                { value: 'keep', label: text.keepNight, note: text.keepNightNote },
              ]}
              onChange={(overnight) => set({ overnight })}
            />
          </>
        );
      }}
    </FormPage>
  );
}

function Rule({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <div className={css.rule}>
      <div>
        <strong>{title}</strong>
        <p className={css.note}>{note}</p>
      </div>
      <div className={css.controls}>{children}</div>
    </div>
  );
}
