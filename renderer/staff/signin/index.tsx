import { useQuery } from '@tanstack/react-query';
import { Delete } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  Autocomplete,
  Button,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  SearchField,
  TextField,
} from 'react-aria-components';
import type { Hello } from '../../../electron/core/api/contract.ts';
import { clockTime } from '../../../electron/core/kernel/time.ts';
import { foldName, matchesFolded } from '../../../electron/core/people/names.ts';
import type { Api } from '../../api/client.ts';
import { type Refused, useAct } from '../../ui/act.ts';
import { Action, Failure } from '../../ui/form.tsx';
import { demo } from '../../ui/strings/vi/demo.ts';
import { signin } from '../../ui/strings/vi/signin.ts';
import { Forgot } from './Forgot.tsx';
import { Pairing } from './Pairing.tsx';
import css from './signin.module.css';

type Props = { api: Api; ended: boolean; onDone: () => void };
type Name = { id: string; name: string; rank: string; onShift: boolean };

/** Who works here now: the officer's name, then the PIN. A machine that is not paired yet shows its code instead. */
export function SignIn({ api, ended, onDone }: Props) {
  const hello = useQuery({ queryKey: ['hello'], queryFn: () => api.hello.query() });
  const paired = hello.data?.paired ?? false;
  return (
    <div className={css.screen}>
      <header className={css.bar}>
        <strong>{signin.product}</strong>
        <span>{hello.data?.office}</span>
        {hello.data?.demo && <span className={css.demo}>{signin.demo}</span>}
      </header>
      {paired ? (
        <Names
          api={api}
          ended={ended}
          play={hello.data?.play ?? null}
          role={hello.data?.role ?? 'office'}
          onDone={onDone}
        />
      ) : (
        <Pairing api={api} loopback={hello.data?.loopback ?? false} onPaired={onDone} />
      )}
    </div>
  );
}

function Names({ api, ended, play, role, onDone }: Props & Pick<Hello, 'play' | 'role'>) {
  const officers = useQuery({
    queryKey: ['session', 'officers'],
    queryFn: () => api.session.officers.query(),
    refetchInterval: (query) => (query.state.status === 'error' ? 2000 : false),
  });
  const [chosen, setChosen] = useState<Name | null>(null);
  const [forgot, setForgot] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const all = officers.data ?? [];
  const choose = (id: string) => {
    setSaid(null);
    setChosen(all.find((each) => each.id === id) ?? null);
  };
  return (
    <main className={css.main}>
      <section className={css.people} aria-labelledby="who">
        <h1 id="who" className={css.title}>
          {signin.who}
        </h1>
        <Autocomplete filter={(text, query) => query.trim() === '' || matchesFolded(query, foldName(text))}>
          <SearchField className={css.search ?? ''} autoFocus={play === null}>
            <Label className={css.spoken ?? ''}>{signin.search}</Label>
            <Input className={css.input ?? ''} placeholder={signin.search} />
          </SearchField>
          <ListBox
            className={`${css.names} ${all.length > 12 ? css.many : ''}`}
            aria-label={signin.names}
            layout="grid"
            items={all}
            selectionMode="single"
            selectionBehavior="replace"
            selectedKeys={chosen ? [chosen.id] : []}
            onAction={(key) => choose(String(key))}
            onSelectionChange={(keys) => {
              const [key] = keys === 'all' ? [] : [...keys];
              if (key !== undefined) choose(String(key));
            }}
            renderEmptyState={() => (officers.isLoading ? null : <p className={css.none}>{signin.nobody}</p>)}
          >
            {(officer) => (
              <ListBoxItem
                id={officer.id}
                textValue={`${officer.rank} ${officer.name}`.trim()}
                className={css.name ?? ''}
              >
                <span className={css.rank}>
                  {officer.rank}
                  {officer.onShift && <b className={css.onShift}>{signin.onShift}</b>}
                </span>
                <strong>{officer.name}</strong>
              </ListBoxItem>
            )}
          </ListBox>
        </Autocomplete>
        {officers.isError && <Failure>{signin.offline}</Failure>}
      </section>
      <section className={css.pinSide} aria-label={signin.pin}>
        {play && !chosen && <Trial api={api} play={play} role={role} onDone={onDone} />}
        {(said !== null || ended) && (
          <p className={css.good} role="status">
            {said ?? signin.ended}
          </p>
        )}
        {chosen ? (
          <Pin key={chosen.id} api={api} officer={chosen} onDone={onDone} />
        ) : (
          <p className={css.wait}>{signin.pinWait}</p>
        )}
        <div className={css.forgot}>
          <Action tone="quiet" onPress={() => setForgot(true)}>
            {signin.forgot}
          </Action>
        </div>
      </section>
      {forgot && (
        <Forgot
          api={api}
          onClose={() => setForgot(false)}
          onReset={() => {
            setForgot(false);
            setSaid(signin.resetDone);
          }}
        />
      )}
    </main>
  );
}

type TrialProps = { api: Api; play: NonNullable<Hello['play']>; role: Hello['role']; onDone: () => void };

/** In a demo one key lets anybody in; the names beside it work as in a real office. */
function Trial({ api, play, role, onDone }: TrialProps) {
  const act = useAct(words);
  const enter = async () => {
    if (await act.run(() => api.session.signIn.mutate(play))) onDone();
  };
  return (
    <div className={css.trial}>
      <h2>{demo.signInTitle}</h2>
      <p>{demo.signInNote(play.pin)}</p>
      <Button className={css.trialEnter ?? ''} autoFocus isDisabled={act.busy} onPress={() => void enter()}>
        {demo.signIn} <kbd>Enter</kbd>
      </Button>
      <ol>
        {demo.signInSteps[role === 'district' ? 'district' : 'office'].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {act.failure !== null && <Failure>{act.failure}</Failure>}
    </div>
  );
}

function Pin({ api, officer, onDone }: { api: Api; officer: Name; onDone: () => void }) {
  const [pin, setPin] = useState('');
  const act = useAct(words);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const type = (text: string) => {
    act.clear();
    setPin(text.replaceAll(/\D/g, '').slice(0, 12));
  };
  const enter = async () => {
    if (pin.length < 6 || act.busy) return;
    const done = await act.run(() => api.session.signIn.mutate({ officer: officer.id, pin }));
    setPin('');
    if (done) onDone();
    else input.current?.focus();
  };
  return (
    <form
      className={css.pin}
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <p className={css.chosen}>
        {officer.rank !== '' && <span className={css.rank}>{officer.rank}</span>}
        <strong>{officer.name}</strong>
      </p>
      <TextField
        className={css.pinField ?? ''}
        value={pin}
        onChange={type}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
      >
        <Label className={css.pinLabel ?? ''}>{signin.pin}</Label>
        <Input ref={input} className={css.pinInput ?? ''} />
      </TextField>
      <p className={css.spoken} role="status">
        {signin.pinEntered(pin.length)}
      </p>
      <fieldset className={css.keypad}>
        <legend className={css.spoken}>{signin.keypad}</legend>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <Button key={digit} className={css.key ?? ''} onPress={() => type(pin + digit)}>
            {digit}
          </Button>
        ))}
        <Button
          className={css.key ?? ''}
          onPress={() => type(pin.slice(0, -1))}
          isDisabled={pin === ''}
          aria-label={signin.erase}
        >
          <Delete size={24} aria-hidden="true" />
        </Button>
        <Button className={css.key ?? ''} onPress={() => type(`${pin}0`)}>
          0
        </Button>
        <Button type="submit" className={`${css.key} ${css.enter}`} isDisabled={pin.length < 6}>
          {signin.enter}
        </Button>
      </fieldset>
      <div className={css.say}>
        {act.failure !== null && <Failure>{act.failure}</Failure>}
        {act.busy && <p role="status">{signin.checking}</p>}
      </div>
    </form>
  );
}

function words({ type, left, until }: Refused): string | null {
  if (type === 'PinWrong' && left !== undefined) return signin.pinWrong(left);
  if (type === 'OfficerLocked' && until !== undefined) return signin.officerLocked(clockTime(until));
  if (type === 'DeviceLocked' && until !== undefined) return signin.deviceLocked(clockTime(until));
  return null;
}
