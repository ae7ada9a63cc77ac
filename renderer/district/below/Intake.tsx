import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntakeRound, IntakeState } from '../../../electron/core/api/contract.ts';
import { momentText } from '../../staff/settings/model.ts';
import { Block, PlainPage } from '../../staff/settings/Page.tsx';
import css from '../../staff/settings/settings.module.css';
import { useAct } from '../../ui/act.ts';
import { Action, Failure } from '../../ui/form.tsx';
import { below } from '../../ui/strings/vi/below.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import own from './below.module.css';
import type { BelowProps } from './index.tsx';
import { standing } from './model.ts';
import { ofStick } from './OwnFile.tsx';

const text = below.intake;

/** The ways by which bundles come in without a person, and whether all is well with them. */
export function IntakePage({ api, view }: BelowProps) {
  const queries = useQueryClient();
  const intake = useQuery({
    queryKey: ['intake'],
    queryFn: () => api.district.intake.query(),
    // The end of a quiet round is no change that the host would tell of.
    refetchInterval: 5000,
  });
  const lan = useQuery({ queryKey: ['lan'], queryFn: () => api.district.lan.query() });
  const act = useAct(ofStick);
  const [ejected, setEjected] = useState('');
  const state = intake.data;
  const look = async () => {
    await api.district.lookNow.mutate().catch(() => undefined);
    await queries.invalidateQueries({ queryKey: ['intake'] });
  };
  const eject = async ({ id, label }: IntakeState['sticks'][number]) => {
    setEjected('');
    if (await act.run(() => api.district.eject.mutate({ drive: id }))) setEjected(text.ejected(label));
    await queries.invalidateQueries({ queryKey: ['intake'] });
  };
  const door = lan.data ?? null;
  const now = state && standing(view, state, door);
  return (
    <PlainPage title={below.pages.intake} lead={text.lead}>
      {intake.isError && <Failure>{form.notLoaded}</Failure>}
      {state && now && (
        <>
          <p className={`${own.standing} ${now.well ? '' : own.unwell}`} role="status">
            {now.sentence}
          </p>
          <Block title={text.sticks}>
            {state.sticks.length === 0 && <p className={css.note}>{text.sticksNone}</p>}
            {state.sticks.length > 0 && (
              <ul className={own.sticks}>
                {state.sticks.map((stick) => (
                  <li key={stick.id}>
                    <div>
                      <p className={own.plain}>
                        <strong>{stick.label}</strong> · {text.states[stick.state.type]}
                      </p>
                      {stick.state.type === 'unusable' ? (
                        <p className={css.note}>{text.unusable}</p>
                      ) : stick.last === null ? (
                        stick.state.type !== 'busy' && <p className={css.note}>{text.noBundles}</p>
                      ) : (
                        <Round round={stick.last} />
                      )}
                    </div>
                    {(stick.state.type === 'mounted' || stick.state.type === 'unmounted') && (
                      <Action label={text.ejectOf(stick.label)} onPress={() => void eject(stick)}>
                        {text.eject}
                      </Action>
                    )}
                  </li>
                ))}
              </ul>
            )}
            <p className={css.status} role="status">
              {ejected}
            </p>
            {act.failure !== null && <Failure>{act.failure}</Failure>}
          </Block>
          <Block title={text.folder}>
            {state.folder === null ? (
              <p className={css.note}>{text.folderNone}</p>
            ) : (
              <>
                <code className={own.path}>{state.folder.path}</code>
                {state.folder.last === null ? (
                  <p className={css.note}>{text.notYet}</p>
                ) : (
                  <Round round={state.folder.last} />
                )}
                <div className={css.tools}>
                  <Action onPress={() => void look()}>{state.folder.busy ? text.looking : text.lookNow}</Action>
                </div>
              </>
            )}
          </Block>
          <Block title={text.network}>
            {door === null ? (
              <p className={css.note}>{text.networkShut}</p>
            ) : (
              <>
                <p className={own.plain}>{text.networkOpen}</p>
                <ul className={own.failed}>
                  {door.urls.map((url) => (
                    <li key={url}>{url}</li>
                  ))}
                </ul>
                <p className={css.note}>
                  {text.networkPin} {door.pin}
                </p>
              </>
            )}
          </Block>
        </>
      )}
    </PlainPage>
  );
}

/** What came of one round. */
function Round({ round }: { round: IntakeRound }) {
  const { at, failure, accepted, already, refused } = round;
  const came = accepted + already + refused > 0;
  return (
    <>
      {(came || failure === null) && (
        <p className={own.plain}>
          {came ? text.round(momentText(at), accepted, already, refused) : text.quiet(momentText(at))}
        </p>
      )}
      {refused > 0 && <p className={css.note}>{text.refusedNote}</p>}
      {failure !== null && <Failure>{failures[failure] ?? form.failed}</Failure>}
    </>
  );
}
