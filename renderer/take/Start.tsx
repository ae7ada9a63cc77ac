import { CalendarCheck, CalendarPlus, CalendarX2, Clock, Moon, ScanLine, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { TakeService, TakeView } from '../../electron/core/queue/views.ts';
import { Pictogram } from '../ui/pictograms.tsx';
import type { Card, Page } from './page.ts';
import { Back } from './parts.tsx';
import css from './take.module.css';
import { bringLines, pick, useWords } from './words.ts';

type StartProps = { view: TakeView; card: Card | null; choose: (service: string) => void; go: (page: Page) => void };

/** The first page: what have you come for? */
export function Start({ view, card, choose, go }: StartProps) {
  const { say } = useWords();
  return (
    <>
      <div className={css.title}>
        <h1>{say.start.title}</h1>
        {card ? (
          <p className={css.cardRead} role="status" data-testid="card-read">
            <ScanLine aria-hidden="true" />
            {card.elderly ? say.question.byCard : say.start.cardRead}
          </p>
        ) : (
          <p>{say.start.hint}</p>
        )}
      </div>
      <Grid services={view.services} choose={choose} waits />
      <nav className={css.more}>
        <More
          icon={<CalendarCheck aria-hidden="true" />}
          text={say.start.appointment}
          testid="appointment"
          go={() => go({ at: 'appointment' })}
        />
        <More icon={<Clock aria-hidden="true" />} text={say.start.find} testid="find" go={() => go({ at: 'find' })} />
      </nav>
    </>
  );
}

/** The services once more, for an appointment on another day. */
export function Services(props: { view: TakeView; choose: (service: string) => void; back: () => void }) {
  const { say } = useWords();
  return (
    <>
      <Back go={props.back} />
      <div className={css.title}>
        <h1>{say.book.services}</h1>
      </div>
      <Grid services={props.view.services} choose={props.choose} waits={false} />
    </>
  );
}

/** No numbers now: why, until when, and what can be done instead. */
export function Closed({ view, go }: { view: TakeView; go: (page: Page) => void }) {
  const { say } = useWords();
  const status = view.status === 'open' ? 'closed' : view.status;
  const Why = { closed: Moon, ended: CalendarX2, blocked: UserRound }[status];
  return (
    <>
      <section className={css.closed} data-testid={`status-${status}`}>
        <Why aria-hidden="true" />
        <h1>{say.closed[status]}</h1>
        {status === 'closed' && view.opensAt !== null && <p>{say.closed.opens(view.opensAt)}</p>}
        {status === 'ended' && <p>{say.closed.endedHint}</p>}
        {status === 'blocked' && <p>{say.closed.blockedHint}</p>}
      </section>
      <nav className={css.moreTall}>
        {status !== 'blocked' && view.slots.length > 0 && (
          <More
            icon={<CalendarPlus aria-hidden="true" />}
            text={say.start.book}
            testid="book"
            go={() => go({ at: 'bookService' })}
          />
        )}
        {status === 'ended' && (
          <More
            icon={<CalendarCheck aria-hidden="true" />}
            text={say.start.appointment}
            testid="appointment"
            go={() => go({ at: 'appointment' })}
          />
        )}
        <More icon={<Clock aria-hidden="true" />} text={say.start.find} testid="find" go={() => go({ at: 'find' })} />
      </nav>
    </>
  );
}

type GridProps = { services: TakeService[]; choose: (service: string) => void; waits: boolean };

function Grid({ services, choose, waits }: GridProps) {
  return (
    <div className={css.grid} data-many={services.length > 8} data-fits>
      {services.map((service) => (
        <Tile key={service.id} service={service} waits={waits} choose={() => choose(service.id)} />
      ))}
    </div>
  );
}

function Tile({ service, waits, choose }: { service: TakeService; waits: boolean; choose: () => void }) {
  const { say, language } = useWords();
  const hint = pick(service.hint, language);
  const bring = bringLines(service.bring, language).join(', ');
  return (
    <Button className={css.tile ?? ''} data-testid={`service-${service.id}`} onPress={choose}>
      <Pictogram name={service.pictogram} className={css.picture} />
      <span className={css.name}>
        <strong>{pick(service.name, language)}</strong>
        {hint && <span className={css.hint}>{hint}</span>}
        {bring && <span className={css.bringShort}>{say.bring(bring)}</span>}
      </span>
      {waits && (
        <span className={css.wait}>
          {service.open ? (
            <>
              <strong data-none={service.wait === null}>{service.wait ? say.wait(service.wait) : say.noDesk}</strong>
              <span>{say.waiting(service.waiting)}</span>
            </>
          ) : (
            <>
              <strong data-none="true">{say.tooLate}</strong>
              <span>{say.tooLateHint}</span>
            </>
          )}
        </span>
      )}
    </Button>
  );
}

function More(props: { icon: ReactNode; text: string; testid: string; go: () => void }) {
  return (
    <Button className={css.moreKey ?? ''} data-testid={props.testid} onPress={props.go}>
      {props.icon}
      <span>{props.text}</span>
    </Button>
  );
}
