import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { TargetSetting } from '../../../electron/core/office/settings.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Area, Ask, Choices, Failure, Field, TimeField } from '../../ui/form.tsx';
import { failures } from '../../ui/strings/vi/failures.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { useModel } from './model.ts';
import { Block, FormPage } from './Page.tsx';
import css from './settings.module.css';

const MOST_WAYS = 8;

const text = words.wayUp;

/** The ways by which reports go up: each is tried before it is trusted; passwords go in and never come out. */
export function WayUpPage() {
  const { api } = useModel();
  const known = useQuery({ queryKey: ['wayUp', 'ways'], queryFn: () => api.wayUp.ways.query() });
  const [adding, setAdding] = useState<TargetSetting | null>(null);
  return (
    <FormPage title={words.pages.wayUp} lead={text.lead} sections={['wayUp']}>
      {({ wayUp }, change) => {
        const { targets } = wayUp;
        const put = (next: readonly TargetSetting[]) => change({ wayUp: { ...wayUp, targets: [...next] } });
        const offered = (known.data?.offered ?? []).filter((each) => !targets.some((one) => isSame(one, each)));
        return (
          <>
            <Block title={text.when} lead={text.whenLead}>
              <TimeField
                label={text.sendAt}
                value={wayUp.sendAt}
                onChange={(sendAt) => change({ wayUp: { ...wayUp, sendAt } })}
              />
            </Block>
            <Block title={text.ways} lead={text.waysLead}>
              {targets.length === 0 && <p className={css.note}>{text.none}</p>}
              {targets.length > 0 && (
                <ul className={css.wayList}>
                  {targets.map((target) => (
                    <WayItem
                      key={target.id}
                      target={target}
                      hasSecret={known.data?.secrets.includes(target.id) ?? false}
                      onRemove={() => put(targets.filter(({ id }) => id !== target.id))}
                    />
                  ))}
                </ul>
              )}
              <div className={css.wayActs}>
                {offered.map((target) => (
                  <Action key={target.id} disabled={targets.length >= MOST_WAYS} onPress={() => setAdding(target)}>
                    <Plus size={16} aria-hidden="true" /> {text.addOffered(describe(target))}
                  </Action>
                ))}
                <Action disabled={targets.length >= MOST_WAYS} onPress={() => setAdding(newTarget('drive'))}>
                  <Plus size={16} aria-hidden="true" /> {text.add}
                </Action>
              </div>
            </Block>
            {adding && (
              <AddWay
                first={adding}
                onClose={() => setAdding(null)}
                onAdd={(target) => {
                  put([...targets, target]);
                  setAdding(null);
                  void known.refetch();
                }}
              />
            )}
          </>
        );
      }}
    </FormPage>
  );
}

function WayItem({ target, hasSecret, onRemove }: { target: TargetSetting; hasSecret: boolean; onRemove: () => void }) {
  const trial = useTrial();
  return (
    <li>
      <div>
        <strong>{target.name}</strong>
        <p className={css.note}>
          {text.types[target.type]} · {describe(target)}
          {target.type === 'sftp' && ` · ${hasSecret ? text.secretKept : text.secretMissing}`}
        </p>
        {target.type === 'sftp' && <p className={css.note}>{text.pinned(target.hostKey)}</p>}
        {trial.failure !== null ? (
          <Failure>{trial.failure}</Failure>
        ) : (
          <p className={css.status} role="status">
            {trial.works ? text.works : ''}
          </p>
        )}
      </div>
      <div className={css.acts}>
        <Action tone="quiet" label={text.testOf(target.name)} onPress={() => void trial.run(target, null)}>
          {trial.busy ? text.testing : text.test}
        </Action>
        <Action tone="quiet" label={text.removeOf(target.name)} onPress={onRemove}>
          {words.remove}
        </Action>
      </div>
    </li>
  );
}

/** Opens a way and closes it again, and says in one sentence what came of it. */
function useTrial() {
  const { api } = useModel();
  const [works, setWorks] = useState(false);
  const kind = useRef<TargetSetting['type']>('drive');
  const act = useAct(({ type }) => failures[`${type}.${kind.current}`] ?? null);
  return {
    busy: act.busy,
    works,
    clear() {
      setWorks(false);
      act.clear();
    },
    async run(target: TargetSetting, secret: string | null) {
      kind.current = target.type;
      setWorks(false);
      const done = await act.run(() => api.wayUp.test.mutate({ target, secret }));
      setWorks(done !== null);
      return done !== null;
    },
    failure: act.failure,
  };
}

type AddProps = { first: TargetSetting; onClose: () => void; onAdd: (target: TargetSetting) => void };

function AddWay({ first, onClose, onAdd }: AddProps) {
  const { api } = useModel();
  const [target, setTarget] = useState<TargetSetting>(first);
  const [secret, setSecret] = useState('');
  /** The key the host showed, until the person has said that it is the right one. */
  const [shownKey, setShownKey] = useState<string | null>(null);
  const trial = useTrial();
  const act = useAct(({ type }) => failures[`${type}.${target.type}`] ?? null);
  const set = (part: object) => {
    trial.clear();
    act.clear();
    setTarget({ ...target, ...part } as TargetSetting);
  };
  const needsSecret = target.type === 'sftp';
  const complete = isComplete(target) && (!needsSecret || secret !== '');

  const test = async () => {
    if (target.type === 'sftp' && target.hostKey === '') {
      const key = await act.run(() => api.wayUp.hostKey.mutate({ host: target.host, port: target.port }));
      if (key) setShownKey(key.value);
      return;
    }
    await trial.run(target, needsSecret ? secret : null);
  };
  const add = async () => {
    if (needsSecret && !(await act.run(() => api.wayUp.setSecret.mutate({ target: target.id, value: secret })))) return;
    onAdd({ ...target, name: target.name.trim() });
  };

  return (
    <Ask
      title={text.addTitle}
      wide
      onClose={onClose}
      failure={act.failure ?? trial.failure}
      foot={
        shownKey !== null ? (
          <>
            <Action onPress={() => setShownKey(null)}>{text.keyWrong}</Action>
            <Action
              tone="main"
              onPress={() => {
                const pinned = { ...target, hostKey: shownKey } as TargetSetting;
                setTarget(pinned);
                setShownKey(null);
                void trial.run(pinned, secret);
              }}
            >
              {text.keyRight}
            </Action>
          </>
        ) : (
          <>
            <p className={css.inFoot} role="status">
              {trial.works ? text.works : ''}
            </p>
            <Action onPress={onClose}>{text.cancel}</Action>
            <Action disabled={!complete} onPress={() => void test()}>
              {act.busy || trial.busy ? text.testing : text.test}
            </Action>
            <Action
              tone="main"
              disabled={!complete || (target.type === 'sftp' && target.hostKey === '')}
              onPress={() => void add()}
            >
              {text.addThis}
            </Action>
          </>
        )
      }
    >
      {shownKey !== null ? (
        <div className={css.detail}>
          <p>{text.keyQuestion(target.type === 'sftp' ? target.host : '')}</p>
          <code className={css.command}>{shownKey}</code>
          <p className={css.note}>{text.keyNote}</p>
        </div>
      ) : (
        <div className={css.detail}>
          <Choices
            label={text.type}
            columns={4}
            value={target.type}
            options={TYPES.map((value) => ({ value, label: text.types[value] }))}
            onChange={(type) => {
              trial.clear();
              act.clear();
              setSecret('');
              setTarget({ ...newTarget(type), id: target.id });
            }}
          />
          <p className={css.note}>{text.typeNotes[target.type]}</p>
          <Field label={text.name} value={target.name} onChange={(name) => set({ name })} maxLength={40} />
          {target.type === 'folder' && (
            <Field
              label={text.path}
              hint={text.pathHint}
              value={target.path}
              onChange={(path) => set({ path })}
              maxLength={300}
            />
          )}
          {target.type === 'sftp' && (
            <>
              <div className={css.two}>
                <Field
                  label={text.host}
                  value={target.host}
                  onChange={(host) => set({ host: host.trim(), hostKey: '' })}
                  maxLength={200}
                />
                <Field
                  kind="digits"
                  label={text.port}
                  value={target.port === 0 ? '' : String(target.port)}
                  onChange={(typed) =>
                    set({ port: Math.min(Number(typed.replaceAll(/\D/g, '')), 65_535), hostKey: '' })
                  }
                  maxLength={5}
                />
                <Field
                  label={text.user}
                  value={target.user}
                  onChange={(user) => set({ user: user.trim() })}
                  maxLength={60}
                />
                <Field
                  label={text.folder}
                  hint={text.folderHint}
                  value={target.folder}
                  onChange={(folder) => set({ folder: folder.trim() })}
                  maxLength={200}
                />
              </div>
              <Choices
                label={text.auth}
                columns={2}
                value={target.auth}
                options={[
                  { value: 'password', label: text.password },
                  { value: 'key', label: text.key },
                ]}
                onChange={(auth) => {
                  setSecret('');
                  set({ auth });
                }}
              />
              {target.auth === 'password' ? (
                <Field
                  kind="password"
                  label={text.password}
                  hint={text.secretHint}
                  value={secret}
                  onChange={setSecret}
                  maxLength={200}
                />
              ) : (
                <Area
                  label={text.key}
                  hint={text.keyHint}
                  value={secret}
                  onChange={setSecret}
                  maxLength={8000}
                  rows={4}
                />
              )}
              {target.hostKey !== '' && <p className={css.note}>{text.pinned(target.hostKey)}</p>}
            </>
          )}
          {target.type === 'https' && (
            <>
              <Field
                label={text.url}
                hint={text.urlHint}
                value={target.url}
                onChange={(url) => set({ url: url.trim() })}
                maxLength={200}
              />
              <Field
                label={text.pin}
                hint={text.pinHint}
                value={target.pin}
                onChange={(pin) => set({ pin: pin.trim() })}
                maxLength={44}
              />
            </>
          )}
        </div>
      )}
    </Ask>
  );
}

const TYPES = ['drive', 'folder', 'sftp', 'https'] as const;

function newTarget(type: TargetSetting['type']): TargetSetting {
  const base = { id: `w${crypto.randomUUID().slice(0, 8)}`, name: text.names[type] };
  switch (type) {
    case 'drive':
      return { ...base, type };
    case 'folder':
      return { ...base, type, path: '' };
    case 'sftp':
      return { ...base, type, host: '', port: 22, user: '', folder: '', hostKey: '', auth: 'password' };
    case 'https':
      return { ...base, type, url: '', pin: '' };
  }
}

/** Whether everything is filled in that is needed to try it. */
function isComplete(target: TargetSetting): boolean {
  if (target.name.trim() === '') return false;
  switch (target.type) {
    case 'drive':
      return true;
    case 'folder':
      return target.path.trim() !== '';
    case 'sftp':
      return target.host !== '' && target.port > 0 && target.user !== '';
    case 'https':
      return /^https:\/\/[^\s/]+$/.test(target.url) && /^[A-Za-z0-9+/]{43}=$/.test(target.pin);
  }
}

/** Where a way leads, in a few words. */
function describe(target: TargetSetting): string {
  switch (target.type) {
    case 'drive':
      return text.anyStick;
    case 'folder':
      return target.path;
    case 'sftp':
      return `${target.user}@${target.host}:${target.port}/${target.folder.replace(/^\//, '')}`;
    case 'https':
      return target.url;
  }
}

function isSame(a: TargetSetting, b: TargetSetting): boolean {
  return a.type === b.type && describe(a) === describe(b);
}
