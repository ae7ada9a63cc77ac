import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Desk } from '../../../electron/core/office/settings.ts';
import { Action, Field, Tick, Toggle } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { useModel } from './model.ts';
import { FormPage, SideList } from './Page.tsx';
import css from './settings.module.css';

const MOST_DESKS = 40;

const text = words.desks;

/** The desks: what each is called and which services it serves. */
export function DesksPage() {
  const { services } = useModel().settings;
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <FormPage title={words.pages.desks} lead={text.lead} sections={['desks']} wide>
      {({ desks }, change) => {
        const index = Math.max(
          0,
          desks.findIndex((desk) => desk.id === chosen),
        );
        const desk = desks[index];
        // A service taken away since must not keep the whole list from being saved.
        const put = (next: readonly Desk[]) =>
          change({
            desks: next.map((each) => ({
              ...each,
              services: each.services.filter((id) => services.some((service) => service.id === id)),
            })),
          });
        const set = (part: Partial<Desk>) => desk && put(desks.with(index, { ...desk, ...part }));
        const add = () => {
          const n = firstFree(desks);
          put([...desks, { id: `d${crypto.randomUUID().slice(0, 8)}`, label: String(n), services: [] }]);
        };
        return (
          <SideList
            label={text.list}
            items={desks.map((each) => ({
              id: each.id,
              label: text.title(each.label),
              note: each.services.length === 0 ? text.everything : text.some(each.services.length, services.length),
            }))}
            chosen={desk?.id ?? null}
            onChoose={setChosen}
            foot={
              <>
                <Action tone="quiet" onPress={() => put(desks.toSpliced(index, 1))} disabled={desks.length < 2}>
                  <Trash2 size={16} aria-hidden="true" /> {text.remove}
                </Action>
                <Action tone="quiet" onPress={add} disabled={desks.length >= MOST_DESKS}>
                  <Plus size={16} aria-hidden="true" /> {text.add}
                </Action>
              </>
            }
          >
            {desk && (
              <>
                <div className={css.short}>
                  <Field
                    label={text.label}
                    hint={text.labelHint}
                    value={desk.label}
                    onChange={(label) => set({ label })}
                    maxLength={12}
                    required
                  />
                </div>
                <Toggle
                  on={desk.services.length === 0}
                  onChange={(all) => set({ services: all ? [] : services.map((service) => service.id) })}
                >
                  <strong>{text.all}</strong>
                </Toggle>
                {desk.services.length > 0 && (
                  <fieldset className={css.group}>
                    <legend>{text.which}</legend>
                    {services.map((service) => {
                      const on = desk.services.includes(service.id);
                      return (
                        <Tick
                          key={service.id}
                          on={on}
                          onChange={(next) =>
                            set({
                              services: services
                                .map((each) => each.id)
                                .filter((id) => (id === service.id ? next : desk.services.includes(id))),
                            })
                          }
                          disabled={on && desk.services.length === 1}
                        >
                          <span className={css.mark}>{service.letter}</span> {service.name.vi}
                        </Tick>
                      );
                    })}
                    {desk.services.length === 1 && <p className={css.note}>{text.last}</p>}
                  </fieldset>
                )}
              </>
            )}
          </SideList>
        );
      }}
    </FormPage>
  );
}

function firstFree(desks: readonly Desk[]): number {
  const labels = new Set(desks.map((desk) => desk.label.trim()));
  let n = 1;
  while (labels.has(String(n))) n += 1;
  return n;
}
