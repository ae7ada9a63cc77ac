import { Printer } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { soon } from '../../electron/core/queue/announcement.ts';
import type { BookedView, IssuedView } from '../../electron/core/queue/views.ts';
import { clockRange, clockTime } from '../ui/format.ts';
import { Bring } from './parts.tsx';
import css from './take.module.css';
import { pick, useWords } from './words.ts';

type Props = { issued: IssuedView; fresh: boolean; unprinted: boolean; reprint: () => void; finish: () => void };

/** The number, as large as the screen allows, and when its turn comes; `fresh`: just given out, else asked after. */
export function Issued({ issued, fresh, unprinted, reprint, finish }: Props) {
  const { say, language } = useWords();
  const { state } = issued;
  return (
    <div className={css.split}>
      <section className={css.number}>
        <h1>{say.issued.title}</h1>
        <p className={css.figure} data-testid="issued-number">
          {issued.number}
        </p>
        <p className={css.numberService}>
          {pick(issued.service.name, language)}
          {issued.people > 1 && <span>{say.issued.people(issued.people)}</span>}
        </p>
        {/* The same letter and digits come again another day: by this time the paper in the hand is known. */}
        {!fresh && <p className={css.taken}>{(issued.kept ? say.issued.kept : say.issued.taken)(issued.issuedAt)}</p>}
      </section>
      <div className={css.after} data-fits>
        <section className={state === 'called' ? css.called : css.when} role="status" data-testid="issued-when">
          {state === 'waiting' ? <Waiting issued={issued} /> : <Otherwise issued={issued} />}
        </section>
        {state === 'waiting' && <Bring text={issued.service.bring} />}
        {state === 'waiting' && !unprinted && <p className={css.keep}>{say.issued.keep}</p>}
        <Ending {...(fresh ? { reprint } : {})} unprinted={unprinted} finish={finish} />
      </div>
    </div>
  );
}

function Waiting({ issued }: { issued: IssuedView }) {
  const { say } = useWords();
  const wait = soon(issued);
  return (
    <>
      {issued.appointmentAt !== null && <p className={css.ahead}>{say.issued.appointmentAt(issued.appointmentAt)}</p>}
      {issued.range ? (
        <>
          <h2>{say.issued.expected}</h2>
          <p className={css.time}>{clockRange(issued.range)}</p>
          {wait && <p className={css.soon}>{say.issued.soon(wait)}</p>}
        </>
      ) : (
        <p className={css.plain}>{say.issued.expectedUnknown}</p>
      )}
      <p className={css.ahead}>{say.issued.ahead(issued.ahead)}</p>
      {issued.desk !== null && <p className={css.ahead}>{say.issued.waitForCall(issued.desk)}</p>}
    </>
  );
}

/** What to do with a number that does not wait. */
function Otherwise({ issued: { state, desk } }: { issued: IssuedView }) {
  const { say } = useWords();
  return (
    <>
      <p className={css.plain}>{say.issued.states[state]}</p>
      {desk !== null && state === 'called' && <p className={css.time}>{say.issued.desk(desk)}</p>}
      {desk !== null && state === 'serving' && <p className={css.plain}>{say.issued.atDesk(desk)}</p>}
    </>
  );
}

/** The appointment just made: its code and its time. */
export function Booked({
  booked,
  unprinted,
  reprint,
  finish,
}: {
  booked: BookedView;
  unprinted: boolean;
  reprint: () => void;
  finish: () => void;
}) {
  const { say, language } = useWords();
  return (
    <div className={css.split}>
      <section className={css.number}>
        <h1>{say.book.done}</h1>
        <p className={css.bookedTime}>
          {clockTime(booked.at)}
          <span>{say.dayName(booked.day)}</span>
        </p>
        <p className={css.numberService}>{pick(booked.service, language)}</p>
      </section>
      <div className={css.after} data-fits>
        <section className={css.when}>
          <h2>{say.book.code}</h2>
          <p className={css.time} data-testid="booked-code">
            {booked.code}
          </p>
        </section>
        <Bring text={booked.bring} />
        <p className={css.keep}>{say.book.keep}</p>
        <Ending reprint={reprint} unprinted={unprinted} finish={finish} />
      </div>
    </div>
  );
}

/** `unprinted`: the kiosk knows that no paper came out; a browser never does, and a touch says so. */
function Ending({ reprint, unprinted, finish }: { reprint?: () => void; unprinted: boolean; finish: () => void }) {
  const { say } = useWords();
  const [again, setAgain] = useState(false);
  return (
    <div className={css.ending}>
      {unprinted && (
        <p className={css.unprinted} role="alert" data-testid="unprinted">
          {say.issued.unprinted}
        </p>
      )}
      {reprint &&
        (again && !unprinted ? (
          <p className={css.keep} role="status">
            {say.issued.reprinted}
          </p>
        ) : (
          <Button
            className={css.secondary ?? ''}
            data-testid="reprint"
            onPress={() => {
              setAgain(true);
              reprint();
            }}
          >
            <Printer aria-hidden="true" />
            {say.issued.reprint}
          </Button>
        ))}
      <Button className={css.primary ?? ''} data-testid="back-to-start" onPress={finish}>
        {say.finish}
      </Button>
    </div>
  );
}
