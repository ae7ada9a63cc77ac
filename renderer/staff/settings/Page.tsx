import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Section, Settings } from '../../../electron/core/office/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Failure } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { fieldText, type Held, useModel } from './model.ts';
import css from './settings.module.css';

type FormProps<K extends Section> = {
  title: string;
  lead: string;
  /** What this page changes, all saved by its one button. */
  sections: readonly K[];
  wide?: boolean;
  children: (value: Pick<Settings, K>, change: (part: Partial<Pick<Settings, K>>) => void, dirty: boolean) => ReactNode;
};

/** A page with a "Lưu" button: what is typed stays until it is saved or dropped, whatever the host answers. */
export function FormPage<K extends Section>({ title, lead, sections, wide = false, children }: FormProps<K>) {
  const { api, settings, hold } = useModel();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Partial<Settings>>({});
  const [saved, setSaved] = useState(false);
  const tried = useRef<Section | null>(null);
  const act = useAct(({ type, field }) =>
    type === 'SettingInvalid' && tried.current !== null
      ? words.invalid(fieldText(tried.current, field ?? '', draft[tried.current]))
      : null,
  );
  const value = { ...settings, ...draft };
  const dirty = sections.some((section) => JSON.stringify(value[section]) !== JSON.stringify(settings[section]));

  const save = async () => {
    for (const section of sections) {
      if (JSON.stringify(value[section]) === JSON.stringify(settings[section])) continue;
      tried.current = section;
      if (!(await act.run(() => api.settings.set.mutate({ section, value: value[section] })))) return false;
    }
    // What was saved is shown at once; the host's own answer follows.
    queries.setQueryData(['settings'], (all: { settings: Settings } | undefined) =>
      all ? { ...all, settings: { ...all.settings, ...draft } } : all,
    );
    void queries.invalidateQueries();
    setDraft({});
    setSaved(true);
    return true;
  };
  const drop = () => {
    setDraft({});
    act.clear();
  };
  const held = useRef<Held>({ save, drop });
  held.current = { save, drop };
  useEffect(() => {
    hold(dirty ? { save: () => held.current.save(), drop: () => held.current.drop() } : null);
    return () => hold(null);
  }, [dirty, hold]);

  return (
    <form
      className={css.page}
      onSubmit={(event) => {
        event.preventDefault();
        if (dirty && !act.busy) void save();
      }}
    >
      <PageBody title={title} lead={lead} wide={wide}>
        {children(
          value,
          (part) => {
            setSaved(false);
            act.clear();
            setDraft((all) => ({ ...all, ...part }));
          },
          dirty,
        )}
      </PageBody>
      <button type="submit" hidden />
      <footer className={css.foot}>
        <Action tone="main" onPress={() => void save()} disabled={!dirty}>
          {act.busy ? words.saving : words.save}
        </Action>
        {dirty && <Action onPress={drop}>{words.drop}</Action>}
        {act.failure !== null ? (
          <Failure>{act.failure}</Failure>
        ) : (
          <p className={css.status} role="status">
            {dirty ? words.dirty : saved ? words.saved : ''}
          </p>
        )}
      </footer>
    </form>
  );
}

/** A page whose buttons act at once. */
export function PlainPage({
  title,
  lead,
  wide = false,
  children,
}: {
  title: string;
  lead: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={css.page}>
      <PageBody title={title} lead={lead} wide={wide}>
        {children}
      </PageBody>
    </div>
  );
}

/** A part of a page with its own heading. */
export function Block({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={css.block}>
      <h2>{title}</h2>
      {lead !== undefined && <p className={css.note}>{lead}</p>}
      {children}
    </section>
  );
}

type SideItem = { id: string; label: string; mark?: string; note?: string };

type SideProps = {
  label: string;
  items: readonly SideItem[];
  chosen: string | null;
  onChoose: (id: string) => void;
  foot: ReactNode;
  children: ReactNode;
};

/** A list at the left, the chosen one at the right. */
export function SideList({ label, items, chosen, onChoose, foot, children }: SideProps) {
  return (
    <div className={css.side}>
      <nav className={css.sideList} aria-label={label}>
        <ol>
          {items.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                className={css.sideItem}
                onClick={() => onChoose(item.id)}
                {...(item.id === chosen ? { 'aria-current': 'true' as const } : {})}
              >
                {item.mark !== undefined && <span className={css.mark}>{item.mark}</span>}
                <span className={css.sideText}>
                  {item.label}
                  {item.note !== undefined && <span className={css.note}>{item.note}</span>}
                </span>
              </button>
            </li>
          ))}
        </ol>
        <div className={css.sideFoot}>{foot}</div>
      </nav>
      <div className={css.detail}>{children}</div>
    </div>
  );
}

function PageBody({
  title,
  lead,
  wide,
  children,
}: {
  title: string;
  lead: string;
  wide: boolean;
  children: ReactNode;
}) {
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.scroll} aria-label={title} tabIndex={0}>
      <div className={wide ? css.wide : css.narrow}>
        <div className={css.head}>
          <h1>{title}</h1>
          <p>{lead}</p>
        </div>
        {children}
      </div>
    </section>
  );
}
