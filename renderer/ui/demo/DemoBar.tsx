import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowRight, Pause, Play, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { DEMO_SPEEDS } from '../../../electron/core/demo/speeds.ts';
import { type Api, refresh } from '../../api/client.ts';
import { waitText } from '../format.ts';
import { demo as say } from '../strings/vi/demo.ts';
import css from './demo.module.css';

/** The knobs of a playing demo, in a strip of its own under the screen. A real office never has it. */
export function DemoBar({ api }: { api: Api }) {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['demo'],
    queryFn: () => api.demo.state.query(),
    refetchInterval: 3000,
  });
  const act = async (work: () => Promise<unknown>) => {
    // Out of reach: the screen above says so already.
    await work().catch(() => undefined);
    await refresh(queries);
  };
  return (
    <aside className={css.bar} aria-label={say.name} data-testid="demo-bar">
      <strong className={css.name}>{say.name}</strong>
      <span className={css.explain}>{say.explain}</span>
      {data && (
        <>
          <span className={css.facts} data-testid="demo-wait">
            {say.wait} {data.waitBefore && <s>{waitText(data.waitBefore)}</s>}
            {data.waitBefore && <ArrowRight size={14} aria-hidden="true" />}
            <b>{waitText(data.wait)}</b>
          </span>
          <Knob onPress={() => act(() => api.demo.addDesk.mutate())} disabled={data.allOpen} testId="demo-add">
            <Plus size={15} aria-hidden="true" /> {data.allOpen ? say.allOpen : say.addDesk}
          </Knob>
          <fieldset className={css.group} aria-label={say.speed}>
            {DEMO_SPEEDS.map((speed) => (
              <Knob
                key={speed}
                onPress={() => act(() => api.demo.speed.mutate({ speed }))}
                pressed={speed === data.speed}
                testId={`demo-speed-${speed}`}
              >
                {say.times(speed)}
              </Knob>
            ))}
          </fieldset>
          <Knob
            onPress={() => act(() => api.demo.pause.mutate({ paused: !data.paused }))}
            pressed={data.paused}
            testId="demo-pause"
          >
            {data.paused ? <Play size={15} aria-hidden="true" /> : <Pause size={15} aria-hidden="true" />}
            {data.paused ? say.goOn : say.pause}
          </Knob>
        </>
      )}
    </aside>
  );
}

type KnobProps = {
  onPress: () => void;
  pressed?: boolean;
  disabled?: boolean;
  testId: string;
  children: ReactNode;
};

function Knob({ onPress, pressed, disabled = false, testId, children }: KnobProps) {
  return (
    <button
      type="button"
      className={css.knob}
      aria-pressed={pressed}
      disabled={disabled}
      data-testid={testId}
      // The focus stays where it was: the Enter of a scanner must not press a knob.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
