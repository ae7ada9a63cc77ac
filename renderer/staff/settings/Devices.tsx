import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeviceRow, PairingRequest } from '../../../electron/core/api/contract.ts';
import { clockTime } from '../../../electron/core/kernel/time.ts';
import { type Answer, useAct } from '../../ui/act.ts';
import { Action, Ask, Choose, Failure, Field } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { momentText, useModel } from './model.ts';
import { Block, PlainPage } from './Page.tsx';
import css from './settings.module.css';

const text = words.devices;
const NO_DESK = 'none';

/** The screens of the office: who asks to come in, who is in, and showing one the door. */
export function DevicesPage() {
  const { api, kiosk, settings } = useModel();
  const lan = useQuery({ queryKey: ['kiosk'], queryFn: () => api.kiosk.state.query(), enabled: kiosk }).data?.lan;
  const queries = useQueryClient();
  const requests = useQuery({
    queryKey: ['devices', 'requests'],
    queryFn: () => api.devices.requests.query(),
    // A request is not an event of the office, so no "changed" tells of it.
    refetchInterval: 2000,
  });
  const devices = useQuery({ queryKey: ['devices', 'list'], queryFn: () => api.devices.list.query() });
  const [approving, setApproving] = useState<PairingRequest | null>(null);
  const [revoking, setRevoking] = useState<DeviceRow | null>(null);
  const act = useAct();
  const refresh = () => void queries.invalidateQueries({ queryKey: ['devices'] });

  const refuse = async (request: PairingRequest) => {
    const ask = async (): Promise<Answer<null>> => {
      await api.devices.refuse.mutate({ request: request.id });
      return { ok: true, value: null };
    };
    await act.run(ask);
    refresh();
  };
  const revoke = async (device: DeviceRow) => {
    if (await act.run(() => api.devices.revoke.mutate({ device: device.id }))) setRevoking(null);
    refresh();
  };
  const deskLabel = (id: string | null) => settings.desks.find((desk) => desk.id === id)?.label ?? '';
  const local = /^(localhost|127\.|\[::1\])/.test(location.hostname);

  return (
    <PlainPage title={words.pages.devices} lead={text.lead} wide>
      <Block title={text.requests}>
        {requests.isError && <Failure>{form.notLoaded}</Failure>}
        {requests.data?.length === 0 && <p className={css.note}>{text.requestsNone}</p>}
        <ul className={css.requests}>
          {requests.data?.map((request) => (
            <li key={request.id}>
              <span className={css.code}>
                <span className={css.note}>{text.code} </span>
                {request.code}
              </span>
              <span>
                {text.screens[request.screen]}
                <span className={css.note}> · {text.asked(clockTime(request.askedAt))}</span>
              </span>
              <span className={css.acts}>
                <Action label={text.refuseOf(request.code)} onPress={() => void refuse(request)}>
                  {text.refuse}
                </Action>
                <Action tone="main" label={text.approveOf(request.code)} onPress={() => setApproving(request)}>
                  {text.approve}
                </Action>
              </span>
            </li>
          ))}
        </ul>
        {act.failure !== null && revoking === null && <Failure>{act.failure}</Failure>}
      </Block>

      <Block title={text.how}>
        <ol className={css.stepsList}>
          {text.howSteps((kiosk && lan?.urls[0]) || location.origin).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {local && <p className={css.note}>{text.lanNote}</p>}
        {kiosk && !lan && <p className={css.note}>{text.kioskLanNote}</p>}
      </Block>

      <Block title={text.list}>
        {devices.isError && <Failure>{form.notLoaded}</Failure>}
        {devices.data?.length === 0 && <p className={css.note}>{text.none}</p>}
        {devices.data && devices.data.length > 0 && (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{text.columns.name}</th>
                <th scope="col">{text.columns.screen}</th>
                <th scope="col">{text.columns.desk}</th>
                <th scope="col">{text.columns.paired}</th>
                <th scope="col">{text.columns.seen}</th>
                <th scope="col">
                  <span className={css.spoken}>{text.columns.act}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {inUseFirst(devices.data).map((device) => (
                <tr key={device.id} className={device.revoked ? css.past : undefined}>
                  <th scope="row">{device.name}</th>
                  <td>{text.screens[device.screen]}</td>
                  <td>{deskLabel(device.desk)}</td>
                  <td>{momentText(device.pairedAt)}</td>
                  <td>{device.lastSeen === null ? text.never : momentText(device.lastSeen)}</td>
                  <td className={css.last}>
                    {device.revoked ? (
                      text.revoked
                    ) : (
                      <Action tone="quiet" label={text.revokeOf(device.name)} onPress={() => setRevoking(device)}>
                        {text.revoke}
                      </Action>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Block>

      {approving && (
        <Approve
          request={approving}
          onClose={() => {
            setApproving(null);
            refresh();
          }}
        />
      )}
      {revoking && (
        <Ask
          title={text.revokeTitle(revoking.name)}
          onClose={() => {
            act.clear();
            setRevoking(null);
          }}
          failure={act.failure}
          foot={
            <>
              <Action
                autoFocus
                onPress={() => {
                  act.clear();
                  setRevoking(null);
                }}
              >
                {form.cancel}
              </Action>
              <Action tone="danger" onPress={() => void revoke(revoking)}>
                {text.revoke}
              </Action>
            </>
          }
        >
          <p>{text.revokeText}</p>
        </Ask>
      )}
    </PlainPage>
  );
}

function Approve({ request, onClose }: { request: PairingRequest; onClose: () => void }) {
  const { api, settings } = useModel();
  const [name, setName] = useState<string>(text.screens[request.screen]);
  const [desk, setDesk] = useState(NO_DESK);
  const act = useAct();
  const approve = async () => {
    const input = { request: request.id, name: name.trim(), desk: desk === NO_DESK ? null : desk };
    if (await act.run(() => api.devices.approve.mutate(input))) onClose();
  };
  return (
    <Ask
      title={text.approveTitle(request.code)}
      onClose={onClose}
      failure={act.failure}
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void approve()} disabled={name.trim() === ''}>
            {text.approve}
          </Action>
        </>
      }
    >
      <p>{text.approveText}</p>
      <Field label={text.name} value={name} onChange={setName} maxLength={40} required autoFocus />
      {request.screen === 'staff' && (
        <Choose
          label={text.desk}
          value={desk}
          options={[
            { value: NO_DESK, label: text.noDesk },
            ...settings.desks.map((each) => ({ value: each.id, label: words.desks.title(each.label) })),
          ]}
          onChange={setDesk}
        />
      )}
    </Ask>
  );
}

function inUseFirst(devices: readonly DeviceRow[]): DeviceRow[] {
  return [...devices].sort((a, b) => Number(a.revoked) - Number(b.revoked) || b.pairedAt - a.pairedAt);
}
