import { useState } from 'react';
import type { Api } from '../api/client.ts';
import { useAct } from '../ui/act.ts';
import { Action, Ask, Field } from '../ui/form.tsx';
import { form } from '../ui/strings/vi/form.ts';
import { signin } from '../ui/strings/vi/signin.ts';
import { staff } from '../ui/strings/vi/staff.ts';

/** Ends the kiosk: the leader's PIN once more, because the screen may have been left open. */
export function Leave({ api, onClose }: { api: Api; onClose: () => void }) {
  const [pin, setPin] = useState('');
  const [left, setLeft] = useState(false);
  const act = useAct(({ type, left: tries }) =>
    type === 'PinWrong' && tries !== undefined ? signin.pinWrong(tries) : null,
  );
  const leave = async () => {
    if (pin !== '' && (await act.run(() => api.kiosk.leave.mutate({ pin })))) setLeft(true);
  };
  return (
    <Ask
      title={staff.leaveTitle}
      onClose={onClose}
      failure={act.failure}
      testId="leave"
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action tone="danger" onPress={() => void leave()} disabled={pin === '' || left}>
            {staff.leave}
          </Action>
        </>
      }
    >
      <p>{left ? staff.leaving : staff.leaveText}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void leave();
        }}
      >
        <Field label={signin.pin} value={pin} onChange={setPin} maxLength={12} kind="secret" required autoFocus />
      </form>
    </Ask>
  );
}
