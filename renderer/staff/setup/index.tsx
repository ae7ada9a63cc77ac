import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Hello } from '../../../electron/core/api/contract.ts';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Failure } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { setup } from '../../ui/strings/vi/setup.ts';
import { type Draft, emptyDraft, problems } from './draft.ts';
import { End } from './End.tsx';
import { KeyPage } from './Key.tsx';
import css from './setup.module.css';
import { DesksStep, OfficeStep, PeopleStep, ServicesStep, StartStep } from './steps.tsx';

const STEPS = ['start', 'office', 'services', 'desks', 'people', 'key', 'end'] as const;
type Step = (typeof STEPS)[number];

type Props = { api: Api; hello: Hello; onDone: () => void };

/** The first run: a new office in six steps, or a demo office at once. Nothing typed is lost when going back. */
export function Setup({ api, hello, onDone }: Props) {
  const options = useQuery({
    queryKey: ['setup', 'options'],
    queryFn: () => api.setup.options.query(),
    enabled: hello.loopback,
    refetchInterval: (query) => (query.state.status === 'error' ? 2000 : false),
  });
  // A superior office has no line, and so neither services nor desks.
  const steps = STEPS.filter((each) => hello.role !== 'district' || (each !== 'services' && each !== 'desks'));
  const [step, setStep] = useState<Step>('start');
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [made, setMade] = useState<{ recoveryKey: string; pin: string | null } | null>(null);
  /** Set when "Tiếp tục" was pressed on an unfinished step: only then is anything called wrong. */
  const [shown, setShown] = useState(false);
  /** Set once the code was refused at the end: it is asked again there, so that nobody walks back through every step. */
  const [askCode, setAskCode] = useState(false);
  const act = useAct(({ type }) => {
    if (type === 'SetupCodeWrong') setAskCode(true);
    return null;
  });
  const page = useRef<HTMLElement>(null);
  const change = (part: Partial<Draft>) => setDraft((all) => ({ ...all, ...part }));

  const go = (to: Step) => {
    setShown(false);
    setStep(to);
    page.current?.scrollTo(0, 0);
  };

  const unkept = made !== null && step === 'key';
  useEffect(() => {
    if (!unkept) return;
    // The recovery key is on this page and nowhere else: closing it by mistake would lose it for good.
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [unkept]);

  if (!hello.loopback) {
    return (
      <main className={css.alone}>
        <h1>{setup.notHere}</h1>
        <p>{setup.notHereWhy}</p>
      </main>
    );
  }
  if (!options.data) {
    return <main className={css.alone}>{options.isError ? form.notLoaded : form.loading}</main>;
  }
  const { services } = options.data.settings;
  const chosen = draft.services ?? services.map((service) => service.id);
  const wrong = problems(draft, chosen, !hello.kiosk);
  const now = wrong[step as keyof typeof wrong] ?? {};
  const sentences = Object.values(now);
  const blocked = sentences.length > 0;

  const finish = async () => {
    const { administrator, officers } = draft;
    const done = await act.run(() =>
      draft.demo
        ? api.setup.demo.mutate({ code: draft.code })
        : api.setup.complete.mutate({
            code: draft.code,
            office: draft.office,
            services: chosen,
            desks: draft.desks,
            administrator: { name: administrator.name, rank: administrator.rank, pin: administrator.pin },
            officers: officers.map(({ name, rank, role, pin }) => ({ name, rank, role, pin })),
          }),
    );
    if (!done) return;
    const value: { recoveryKey: string; pin?: string } = done.value;
    setMade({ recoveryKey: value.recoveryKey, pin: value.pin ?? null });
    go(draft.demo ? 'end' : 'key');
  };

  const forward = () => {
    if (blocked) {
      setShown(true);
      return;
    }
    if (step === 'people' || (step === 'start' && draft.demo)) void finish();
    else go(steps[steps.indexOf(step) + 1] ?? 'end');
  };
  const backward = () => {
    act.clear();
    go(steps[steps.indexOf(step) - 1] ?? 'start');
  };

  const props = { draft, change, wrong: shown ? now : {} };
  return (
    <div className={css.screen}>
      <header className={css.bar}>
        <strong>{setup.product}</strong>
        <span>{setup.title}</span>
        {hello.kiosk && <span className={css.leave}>{setup.leave}</span>}
      </header>
      <nav className={css.steps} aria-label={setup.progress}>
        <ol>
          {steps
            .filter((each) => !draft.demo || each === 'start' || each === 'end')
            .map((each, index) => {
              const passed = steps.indexOf(each) < steps.indexOf(step);
              return (
                <li
                  key={each}
                  className={each === step ? css.stepNow : passed ? css.stepDone : css.step}
                  {...(each === step ? { 'aria-current': 'step' as const } : {})}
                >
                  <span className={css.stepMark} aria-hidden="true">
                    {passed ? <Check size={16} /> : index + 1}
                  </span>
                  {setup.steps[each]}
                  {passed && <span className={css.spoken}> {setup.done}</span>}
                </li>
              );
            })}
        </ol>
      </nav>
      <main className={css.page} ref={page}>
        <form
          className={css.content}
          onSubmit={(event) => {
            event.preventDefault();
            if (made === null && !act.busy) forward();
          }}
        >
          {step === 'start' && <StartStep {...props} coded={!hello.kiosk} />}
          {step === 'office' && <OfficeStep {...props} />}
          {step === 'services' && <ServicesStep {...props} services={services} chosen={chosen} />}
          {step === 'desks' && <DesksStep {...props} />}
          {step === 'people' && <PeopleStep {...props} askCode={askCode} />}
          {step === 'key' && made && (
            <KeyPage recoveryKey={made.recoveryKey} office={draft.office.name} onKept={() => go('end')} />
          )}
          {step === 'end' && made && (
            <End
              office={draft.office.name}
              demo={draft.demo ? { pin: made.pin ?? '', recoveryKey: made.recoveryKey } : null}
              hasLine={hello.role !== 'district'}
              onDone={onDone}
            />
          )}
          {made === null && <button type="submit" hidden />}
        </form>
      </main>
      {made === null && (
        <footer className={css.foot}>
          <div className={css.say}>
            {act.failure !== null && <Failure>{act.failure}</Failure>}
            {shown && blocked && (
              <Failure>{sentences.length > 1 ? setup.several(sentences.length) : sentences[0]}</Failure>
            )}
          </div>
          {step !== 'start' && (
            <Action onPress={backward} disabled={act.busy}>
              {setup.back}
            </Action>
          )}
          <Action tone="main" onPress={forward} disabled={act.busy}>
            {act.busy
              ? setup.working
              : step === 'people'
                ? setup.finish
                : step === 'start' && draft.demo
                  ? setup.demoStart
                  : setup.next}
          </Action>
        </footer>
      )}
    </div>
  );
}
