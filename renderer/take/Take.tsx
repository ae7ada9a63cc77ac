import { useQuery } from '@tanstack/react-query';
import { CircleHelp, Square, Volume2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Button, I18nProvider } from 'react-aria-components';
import type { CommandDone, TakeScan } from '../../electron/core/api/contract.ts';
import type { TakeCommand } from '../../electron/core/queue/commands.ts';
import type { PriorityGroup } from '../../electron/core/queue/types.ts';
import type { TakeView } from '../../electron/core/queue/views.ts';
import { type Api, commandKey } from '../api/client.ts';
import { ConnectionBand } from '../ui/connection.tsx';
import { useScanner } from '../ui/scanner.ts';
import { take as en } from '../ui/strings/en/take.ts';
import { take as vi } from '../ui/strings/vi/take.ts';
import { printBooked, printTicket } from '../ui/ticket/index.tsx';
import { useFit } from './fit.ts';
import { Booked, Issued } from './Issued.tsx';
import { useIdle } from './idle.ts';
import { Appointment, Find } from './Pad.tsx';
import type { Card, Page } from './page.ts';
import { Question } from './Question.tsx';
import { Slots } from './Slots.tsx';
import { Closed, Services, Start } from './Start.tsx';
import { useSend } from './send.ts';
import css from './take.module.css';
import { useReading } from './useReading.ts';
import { useTurn } from './useTurn.ts';
import { type Language, Words } from './words.ts';

const START: Page = { at: 'start' };

/** The ticket screen: one question a page, a number in two touches, and back to the first page for the next person. */
export function Take({ api }: { api: Api }) {
  // Waits grow and shrink with the clock too, not only with what is done.
  const { data } = useQuery({ queryKey: ['take'], queryFn: () => api.take.view.query(), refetchInterval: 30_000 });
  return data ? <Screen api={api} view={data} /> : <p className={css.loading}>{vi.loading}</p>;
}

function Screen({ api, view }: { api: Api; view: TakeView }) {
  const [page, setPage] = useState<Page>(START);
  const [language, setLanguage] = useState<Language>('vi');
  const [card, setCard] = useState<Card | null>(null);
  const [people, setPeople] = useState(1);
  const { busy, problem, run, retry, clear } = useSend();
  const say = language === 'vi' ? vi : en;

  const go = useCallback(
    (next: Page) => {
      clear();
      setPage(next);
    },
    [clear],
  );
  const restart = useCallback(() => {
    go(START);
    setLanguage('vi');
    setCard(null);
    setPeople(1);
  }, [go]);

  /** The paper that is known not to have come out. */
  const [unprinted, setUnprinted] = useState<string | null>(null);
  const printed = (paper: string, print: () => Promise<void>) => {
    setUnprinted(null);
    printAfterPaint(print, () => setUnprinted(paper));
  };

  const turn = useTurn(api, page);
  // The voice speaks Vietnamese only, and whoever chose English has not asked for it.
  const spoken = language === 'vi' ? page : null;
  const { reading, toggle } = useReading(spoken, turn ?? null, view, card?.elderly === true, problem);
  const touched = page.at !== 'start' || language !== 'vi' || card !== null || problem !== null;
  // A number that is called while somebody looks at it is seen for the whole time.
  const left = useIdle(touched && !busy && !reading, turn ? turn.state + turn.ticket : page, restart);

  /** One touch is one intent with one key, whatever happens on the way. */
  const send = (command: TakeCommand, done: (value: CommandDone) => void) => {
    const key = commandKey();
    run((signal) => api.take.run.mutate({ key, command }, { signal }), done);
  };
  const show = ({ issued, booked }: CommandDone) => {
    setCard(null);
    setPeople(1);
    if (issued) {
      go({ at: 'issued', issued, fresh: true });
      printed(issued.ticket, () => printTicket(issued, language));
    } else if (booked) {
      go({ at: 'booked', booked });
      printed(booked.code, () => printBooked(booked, language));
    }
  };
  const issue = (service: string, priority: PriorityGroup | null) =>
    send({ type: 'take.issue', service, people, priority, person: card?.person ?? null }, show);
  const arrive = (code: string) => send({ type: 'take.arrive', code }, show);
  const choose = (service: string) => {
    const open = view.status === 'open' && view.services.find(({ id }) => id === service)?.open;
    go(open ? { at: 'question', service } : { at: 'slots', service });
  };
  const scanned = (scan: TakeScan) => {
    if (scan.kind === 'ticket') return go({ at: 'issued', issued: scan.issued, fresh: false });
    if (scan.kind === 'appointment') return arrive(scan.code);
    setCard({ person: scan.person, elderly: scan.elderly });
    // A card shown while somebody else's number is still on the screen is the next person's.
    if (page.at !== 'question') go(START);
  };
  // An appointment read by the scanner is a second request of the same intent: it waits for the first to end.
  const afterScan = useRef<TakeScan | null>(null);
  useScanner((raw) =>
    run(
      (signal) => api.take.scan.mutate({ raw: raw.slice(0, 1000) }, { signal }),
      (scan) => {
        afterScan.current = scan;
      },
    ),
  );
  useEffect(() => {
    if (busy || afterScan.current === null) return;
    const scan = afterScan.current;
    afterScan.current = null;
    scanned(scan);
  });

  const main = useRef<HTMLElement>(null);
  useFit(main);
  const service = 'service' in page ? view.services.find(({ id }) => id === page.service) : undefined;

  return (
    <I18nProvider locale={language === 'vi' ? 'vi-VN' : 'en-GB'}>
      <Words value={{ say, language }}>
        <div className={css.screen} lang={language}>
          <header className={css.head}>
            <p className={css.office}>{view.office.name}</p>
            {toggle && (
              <Button className={css.headKey ?? ''} data-testid="read-aloud" aria-pressed={reading} onPress={toggle}>
                {reading ? <Square aria-hidden="true" fill="currentColor" /> : <Volume2 aria-hidden="true" />}
                <span>{reading ? say.stopReading : say.readAloud}</span>
              </Button>
            )}
            <Button
              className={css.headKey ?? ''}
              data-testid="english"
              lang={language === 'vi' ? 'en' : 'vi'}
              onPress={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
            >
              {say.otherLanguage}
            </Button>
          </header>
          <div className={css.band}>
            <ConnectionBand />
          </div>
          {/* A new page takes no touch for a moment: the second tap of a double tap must not answer its question. */}
          <main ref={main} key={page.at} className={css.main} inert={busy}>
            {problem !== null && (
              <div className={css.problem} role="alert" data-testid="problem">
                <p>{problem === 'offline' ? say.offline : (say.failures[problem] ?? say.failed)}</p>
                {retry && (
                  <Button className={css.retry ?? ''} data-testid="retry" onPress={retry}>
                    {say.retry}
                  </Button>
                )}
              </div>
            )}
            {content()}
          </main>
          <footer className={css.foot}>
            <p className={css.help}>
              <CircleHelp aria-hidden="true" className={css.helpIcon} />
              <span>
                {say.help}
                {view.office.phone && <small>{say.phone(view.office.phone)}</small>}
              </span>
            </p>
            {left !== null && (
              <p className={css.left} data-testid="countdown">
                <span>{say.backIn(left)}</span>
                <span>{say.stay}</span>
              </p>
            )}
          </footer>
          {busy && (
            <p className={css.busy} role="status">
              {say.sending}
            </p>
          )}
        </div>
      </Words>
    </I18nProvider>
  );

  function content() {
    const back = () => go(START);
    switch (page.at) {
      case 'start':
        return view.status === 'open' ? (
          <Start view={view} card={card} choose={choose} go={go} />
        ) : (
          <Closed view={view} go={go} />
        );
      case 'bookService':
        return <Services view={view} choose={(id) => go({ at: 'slots', service: id })} back={back} />;
      case 'question':
        if (!service) return <Gone back={back} />;
        return (
          <Question
            service={service}
            elderly={card?.elderly === true}
            people={people}
            setPeople={setPeople}
            issue={(priority) => issue(service.id, priority)}
            back={back}
          />
        );
      case 'slots':
        if (!service) return <Gone back={back} />;
        return (
          <Slots
            service={service}
            slots={view.slots}
            people={people}
            setPeople={setPeople}
            book={({ day, at }) => send({ type: 'take.book', service: service.id, people, day, at }, show)}
            back={back}
          />
        );
      case 'issued':
        if (!turn) return <Gone back={restart} />;
        return (
          <Issued
            issued={turn}
            fresh={page.fresh}
            unprinted={unprinted === turn.ticket}
            reprint={() => {
              // The paper matters more than the note that it failed: it is printed whatever the host says.
              const key = commandKey();
              void api.take.run
                .mutate({ key, command: { type: 'take.printFailed', ticket: turn.ticket } })
                .catch(() => undefined);
              printed(turn.ticket, () => printTicket(turn, language));
            }}
            finish={restart}
          />
        );
      case 'booked':
        return (
          <Booked
            booked={page.booked}
            unprinted={unprinted === page.booked.code}
            reprint={() => printed(page.booked.code, () => printBooked(page.booked, language))}
            finish={restart}
          />
        );
      case 'appointment':
        return <Appointment go={arrive} back={back} />;
      case 'find':
        return (
          <Find
            letters={view.letters}
            failed={problem === 'UnknownTicket'}
            clear={clear}
            go={(text) =>
              run(
                (signal) => api.take.find.mutate({ text }, { signal }),
                (issued) => go({ at: 'issued', issued, fresh: false }),
              )
            }
            back={back}
          />
        );
    }
  }
}

/** Its service was taken out of the settings while somebody stood before it. */
function Gone({ back }: { back: () => void }) {
  useEffect(back, [back]);
  return null;
}

/** Printing stops a browser for a while: the number must be on the screen before. */
function printAfterPaint(print: () => Promise<void>, failed: () => void): void {
  requestAnimationFrame(() => setTimeout(() => void print().catch(failed), 50));
}
