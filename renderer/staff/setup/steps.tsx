import { Plus, X } from 'lucide-react';
import type { Service, Settings } from '../../../electron/core/office/settings.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import { Action, Amount, Choices, Choose, Field, NewPin, Suggest, Toggle } from '../../ui/form.tsx';
import { ranks, roles } from '../../ui/strings/vi/form.ts';
import { setup } from '../../ui/strings/vi/setup.ts';
import type { Draft, Officer, Wrong } from './draft.ts';
import css from './setup.module.css';

/** As many as the host takes at set-up; more are added in the settings. */
const MOST_OFFICERS = 30;

type Props = { draft: Draft; change: (part: Partial<Draft>) => void; wrong: Wrong };

/** What is set up, and the one-time code where one was printed. */
export function StartStep({ draft, change, wrong, coded }: Props & { coded: boolean }) {
  return (
    <>
      <Head title={setup.startTitle} lead={setup.startLead} />
      {coded && (
        <div className={css.half}>
          <Field
            label={setup.code}
            hint={setup.codeHint}
            value={draft.code}
            onChange={(code) => change({ code })}
            maxLength={20}
            kind="code"
            wrong={wrong.code ?? null}
            autoFocus
            required
          />
        </div>
      )}
      <Choices
        label={setup.how}
        value={draft.demo ? 'demo' : 'real'}
        onChange={(value) => change({ demo: value === 'demo' })}
        columns={2}
        options={[
          { value: 'real', label: setup.real, note: setup.realNote },
          { value: 'demo', label: setup.demo, note: setup.demoNote },
        ]}
      />
    </>
  );
}

/** What the office is called and where it belongs. */
export function OfficeStep({ draft, change, wrong }: Props) {
  const { office } = draft;
  const set = (part: Partial<Settings['office']>) => change({ office: { ...office, ...part } });
  return (
    <>
      <Head title={setup.officeTitle} lead={setup.officeLead} />
      <Field
        label={setup.name}
        hint={setup.nameHint}
        value={office.name}
        onChange={(name) => set({ name })}
        maxLength={60}
        wrong={wrong.name ?? null}
        autoFocus
        required
      />
      <Field
        label={setup.superior}
        hint={setup.superiorHint}
        value={office.superior}
        onChange={(superior) => set({ superior })}
        maxLength={80}
      />
      <div className={css.two}>
        <Field
          label={setup.phone}
          hint={setup.phoneHint}
          value={office.phone}
          onChange={(phone) => set({ phone })}
          maxLength={20}
          kind="phone"
        />
        <Field
          label={setup.communeCode}
          hint={setup.communeCodeHint}
          value={office.communeCode}
          onChange={(communeCode) => set({ communeCode: communeCode.trim() })}
          maxLength={5}
          kind="digits"
          wrong={wrong.communeCode ?? null}
        />
      </div>
    </>
  );
}

/** Which of the usual services this office has. */
export function ServicesStep({
  change,
  services,
  chosen,
}: Props & { services: readonly Service[]; chosen: readonly string[] }) {
  const turn = (id: string, on: boolean) =>
    // In the order of the list, whatever order they were switched in.
    change({ services: services.map((each) => each.id).filter((each) => (each === id ? on : chosen.includes(each))) });
  return (
    <>
      <Head title={setup.servicesTitle} lead={setup.servicesLead} />
      <ul className={css.services}>
        {services.map((service) => (
          <li key={service.id}>
            <Toggle on={chosen.includes(service.id)} onChange={(on) => turn(service.id, on)}>
              <span className={css.serviceName}>{service.name.vi}</span>
              <span className={css.note}>
                {[service.hint.vi, setup.letter(service.letter)].filter(Boolean).join(' · ')}
              </span>
            </Toggle>
          </li>
        ))}
      </ul>
    </>
  );
}

/** How many desks. */
export function DesksStep({ draft, change }: Props) {
  return (
    <>
      <Head title={setup.desksTitle} lead={setup.desksLead} />
      <Amount
        label={setup.desks}
        value={draft.desks}
        onChange={(desks) => change({ desks })}
        min={1}
        max={20}
        unit={setup.desksUnit}
      />
      <ol className={css.deskPicture} aria-hidden="true">
        {Array.from({ length: draft.desks }, (_, index) => (
          <li key={index}>{index + 1}</li>
        ))}
      </ol>
      <p className={css.note}>{setup.desksNote}</p>
    </>
  );
}

/** The administrator, and whoever else is known already. */
export function PeopleStep({ draft, change, wrong, askCode }: Props & { askCode: boolean }) {
  const { administrator, officers } = draft;
  const setOfficer = (key: number, part: Partial<Officer>) =>
    change({ officers: officers.map((officer) => (officer.key === key ? { ...officer, ...part } : officer)) });
  const add = () => {
    const key = Math.max(0, ...officers.map((officer) => officer.key)) + 1;
    change({ officers: [...officers, { key, name: '', rank: '', role: 'officer', pin: '' }] });
  };
  return (
    <>
      <Head title={setup.peopleTitle} lead={setup.peopleLead} />
      {askCode && (
        <div className={css.half}>
          <Field
            label={setup.code}
            hint={setup.codeHint}
            value={draft.code}
            onChange={(code) => change({ code })}
            maxLength={20}
            kind="code"
            required
          />
        </div>
      )}
      <section className={css.card}>
        <h2>{setup.administrator}</h2>
        <div className={css.person}>
          <Field
            label={setup.fullName}
            value={administrator.name}
            onChange={(name) => change({ administrator: { ...administrator, name } })}
            maxLength={60}
            wrong={wrong.name ?? null}
            autoFocus
            required
          />
          <Suggest
            label={setup.rank}
            value={administrator.rank}
            onChange={(rank) => change({ administrator: { ...administrator, rank } })}
            suggestions={ranks}
            maxLength={30}
          />
        </div>
        <NewPin value={administrator} onChange={(pair) => change({ administrator: { ...administrator, ...pair } })} />
      </section>
      <section className={css.card}>
        <h2>{setup.officers}</h2>
        {officers.length === 0 ? (
          <p className={css.note}>{setup.officersNone}</p>
        ) : (
          <div className={css.officers}>
            <div className={css.officer} aria-hidden="true">
              <span>{setup.fullName}</span>
              <span>{setup.rank}</span>
              <span>{setup.role}</span>
              <span>PIN</span>
            </div>
            {officers.map((officer, index) => {
              const of = (label: string) => setup.ofOfficer(label, index + 1);
              return (
                <div key={officer.key} className={css.officer}>
                  <Field
                    label={of(setup.fullName)}
                    value={officer.name}
                    onChange={(name) => setOfficer(officer.key, { name })}
                    maxLength={60}
                    wrong={wrong[`name${officer.key}`] ?? null}
                    autoFocus={index === officers.length - 1 && officer.name === ''}
                    bare
                  />
                  <Suggest
                    label={of(setup.rank)}
                    value={officer.rank}
                    onChange={(rank) => setOfficer(officer.key, { rank })}
                    suggestions={ranks}
                    maxLength={30}
                    bare
                  />
                  <Choose<Role>
                    label={of(setup.role)}
                    value={officer.role}
                    options={(Object.keys(roles) as Role[]).map((value) => ({ value, label: roles[value] }))}
                    onChange={(role) => setOfficer(officer.key, { role })}
                    bare
                  />
                  <Field
                    label={of('PIN')}
                    value={officer.pin}
                    onChange={(pin) => setOfficer(officer.key, { pin: pin.replaceAll(/\D/g, '') })}
                    maxLength={12}
                    kind="digits"
                    wrong={wrong[`pin${officer.key}`] ?? null}
                    bare
                  />
                  <Action
                    tone="quiet"
                    label={setup.remove(index + 1)}
                    onPress={() => change({ officers: officers.filter((each) => each.key !== officer.key) })}
                  >
                    <X size={18} aria-hidden="true" />
                  </Action>
                </div>
              );
            })}
            <p className={css.note}>{setup.officersNote}</p>
          </div>
        )}
        {officers.length < MOST_OFFICERS ? (
          <div>
            <Action tone="quiet" onPress={add}>
              <Plus size={16} aria-hidden="true" /> {setup.add}
            </Action>
          </div>
        ) : (
          <p className={css.note}>{setup.full}</p>
        )}
      </section>
    </>
  );
}

function Head({ title, lead }: { title: string; lead: string }) {
  return (
    <div className={css.head}>
      <h1>{title}</h1>
      <p>{lead}</p>
    </div>
  );
}
