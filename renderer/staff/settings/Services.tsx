import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ProcedureRow } from '../../../electron/core/api/contract.ts';
import type { Service } from '../../../electron/core/office/settings.ts';
import { AGE_BANDS } from '../../../electron/core/people/age.ts';
import { Action, Area, Ask, Choices, Choose, Field, Tick, Toggle } from '../../ui/form.tsx';
import { Pictogram } from '../../ui/pictograms.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { useModel } from './model.ts';
import { FormPage, SideList } from './Page.tsx';
import css from './settings.module.css';

const MOST_SERVICES = 12;
/** Letters that are not read for another or for a digit (no I, J, O, S, U, W, Z), as the host takes them. */
const LETTERS = [...'ABCDEFGHKLMNPQRTVXY'];

const text = words.services;

/** What citizens can come for: order, words, letter, picture and procedures of each service. */
export function ServicesPage() {
  const { procedures } = useModel();
  const [chosen, setChosen] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  return (
    <FormPage title={words.pages.services} lead={text.lead} sections={['services']} wide>
      {({ services }, change) => {
        const index = Math.max(
          0,
          services.findIndex((service) => service.id === chosen),
        );
        const service = services[index];
        const move = (step: number) => {
          if (service) change({ services: services.toSpliced(index, 1).toSpliced(index + step, 0, service) });
        };
        const add = () => {
          const fresh = newService(services, procedures);
          change({ services: [...services, fresh] });
          setChosen(fresh.id);
        };
        return (
          <SideList
            label={text.list}
            items={services.map((each) => ({
              id: each.id,
              label: each.name.vi,
              mark: each.letter,
              ...(each.offered ? {} : { note: words.offeredOff }),
            }))}
            chosen={service?.id ?? null}
            onChoose={setChosen}
            foot={
              <>
                <Action tone="quiet" onPress={() => move(-1)} disabled={index === 0}>
                  <ArrowUp size={16} aria-hidden="true" /> {words.up}
                </Action>
                <Action tone="quiet" onPress={() => move(1)} disabled={index >= services.length - 1}>
                  <ArrowDown size={16} aria-hidden="true" /> {words.down}
                </Action>
                <Action tone="quiet" onPress={() => setRemoving(true)} disabled={services.length < 2}>
                  <Trash2 size={16} aria-hidden="true" /> {words.remove}
                </Action>
                <Action tone="quiet" onPress={add} disabled={services.length >= MOST_SERVICES}>
                  <Plus size={16} aria-hidden="true" /> {text.add}
                </Action>
              </>
            }
          >
            {service && (
              <Detail
                key={service.id}
                service={service}
                procedures={procedures}
                set={(part) => change({ services: services.with(index, { ...service, ...part }) })}
              />
            )}
            {removing && service && (
              <Ask
                title={text.removeTitle(service.name.vi)}
                onClose={() => setRemoving(false)}
                foot={
                  <>
                    <Action onPress={() => setRemoving(false)} autoFocus>
                      {form.cancel}
                    </Action>
                    <Action
                      tone="danger"
                      onPress={() => {
                        setRemoving(false);
                        change({ services: services.toSpliced(index, 1) });
                      }}
                    >
                      {words.remove}
                    </Action>
                  </>
                }
              >
                <p>{text.removeText}</p>
              </Ask>
            )}
          </SideList>
        );
      }}
    </FormPage>
  );
}

type DetailProps = { service: Service; procedures: readonly ProcedureRow[]; set: (part: Partial<Service>) => void };

function Detail({ service, procedures, set }: DetailProps) {
  const { name, hint, bring } = service;
  const pictograms = Object.keys(text.pictograms) as Service['pictogram'][];
  const outcomes = Object.keys(text.outcomes) as Service['outcome'][];
  return (
    <>
      <Toggle on={service.offered} onChange={(offered) => set({ offered })}>
        <strong>{text.offered}</strong>
        <span className={css.note}>{text.offeredNote}</span>
      </Toggle>
      <div className={css.two}>
        <Field
          label={text.name}
          value={name.vi}
          onChange={(vi) => set({ name: { ...name, vi } })}
          maxLength={60}
          required
        />
        <Field
          label={text.inEnglish(text.name)}
          value={name.en}
          onChange={(en) => set({ name: { ...name, en } })}
          maxLength={60}
        />
        <Field label={text.hint} value={hint.vi} onChange={(vi) => set({ hint: { ...hint, vi } })} maxLength={90} />
        <Field
          label={text.inEnglish(text.hint)}
          value={hint.en}
          onChange={(en) => set({ hint: { ...hint, en } })}
          maxLength={90}
        />
        <Area
          label={text.bring}
          hint={text.bringHint}
          value={bring.vi}
          onChange={(vi) => set({ bring: { ...bring, vi } })}
          maxLength={300}
          rows={4}
        />
        <Area
          label={text.inEnglish(text.bring)}
          value={bring.en}
          onChange={(en) => set({ bring: { ...bring, en } })}
          maxLength={300}
          rows={4}
        />
      </div>
      <div className={css.two}>
        <div>
          <Choose
            label={text.letter}
            value={service.letter}
            options={LETTERS.map((letter) => ({ value: letter, label: letter }))}
            onChange={(letter) => set({ letter })}
          />
          <p className={css.note}>{text.letterHint}</p>
        </div>
        <Choose
          label={text.outcome}
          value={service.outcome}
          options={outcomes.map((value) => ({ value, label: text.outcomes[value] }))}
          onChange={(outcome) => set({ outcome })}
        />
      </div>
      <Choices
        label={text.pictogram}
        value={service.pictogram}
        columns={4}
        options={pictograms.map((value) => ({
          value,
          label: text.pictograms[value],
          picture: <Pictogram name={value} className={css.pictogram} />,
        }))}
        onChange={(pictogram) => set({ pictogram })}
      />
      <Choices
        label={text.ageBand}
        value={service.ageBand ?? 'any'}
        columns={4}
        options={(['any', ...AGE_BANDS] as const).map((value) => ({ value, label: text.ageBands[value] }))}
        onChange={(value) => set({ ageBand: value === 'any' ? null : value })}
      />
      <Procedures all={procedures} chosen={service.procedures} onChange={(chosen) => set({ procedures: chosen })} />
    </>
  );
}

type ProceduresProps = {
  all: readonly ProcedureRow[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

function Procedures({ all, chosen, onChange }: ProceduresProps) {
  const groups = [...new Set(all.map((procedure) => procedure.group))];
  const turn = (code: string, on: boolean) => onChange(on ? [...chosen, code] : chosen.filter((each) => each !== code));
  return (
    <section className={css.block}>
      <h2>{text.procedures(chosen.length)}</h2>
      <p className={css.note}>{text.proceduresHint}</p>
      <Choose
        label={text.usual}
        value={chosen[0] ?? ''}
        options={chosen.map((code) => ({
          value: code,
          label: all.find((each) => each.code === code)?.name.vi ?? code,
        }))}
        onChange={(code) => onChange([code, ...chosen.filter((each) => each !== code)])}
      />
      <div className={css.groups}>
        {groups.map((group) => (
          <fieldset key={group} className={css.group}>
            <legend>{text.groups[group] ?? group}</legend>
            {all
              .filter((procedure) => procedure.group === group)
              .map(({ code, name, enabled }) => (
                <Tick
                  key={code}
                  on={chosen.includes(code)}
                  onChange={(on) => turn(code, on)}
                  // One that no longer applies can be taken off, never put on; and one must remain.
                  disabled={chosen.includes(code) ? chosen.length === 1 : !enabled}
                >
                  {name.vi}
                  {!enabled && <span className={css.note}> · {text.disabled}</span>}
                </Tick>
              ))}
          </fieldset>
        ))}
      </div>
    </section>
  );
}

function newService(services: readonly Service[], procedures: readonly ProcedureRow[]): Service {
  const used = new Set(services.map((service) => service.letter));
  const usual = procedures.find((each) => each.code === 'INFO') ?? procedures.find((each) => each.enabled);
  return {
    id: `s${crypto.randomUUID().slice(0, 8)}`,
    letter: LETTERS.find((letter) => !used.has(letter)) ?? 'A',
    name: { vi: text.newName, en: '' },
    hint: { vi: '', en: '' },
    bring: { vi: '', en: '' },
    pictogram: 'paper',
    procedures: usual ? [usual.code] : [],
    outcome: 'collected',
    ageBand: null,
    offered: false,
  };
}
