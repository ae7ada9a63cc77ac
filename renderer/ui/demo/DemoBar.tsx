import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowRight, Pause, Play, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { DEMO_SPEEDS } from '../../../electron/core/demo/speeds.ts';
import { type Api, refresh } from '../../api/client.ts';
import { waitText } from '../format.ts';
import { demo as say } from '../strings/vi/demo.ts';
import css from './demo.module.css';

type Props = {
  api: Api;
  /** Told the office's time and its pace, for a screen whose clock goes on while it asks for nothing else. */
  onTime?: (reading: { now: number; pace: number }) => void;
};

/** The knobs of a playing demo, in a strip of its own under the screen. A real office never has it. */
export function DemoBar({ api, onTime }: Props) {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['demo'],
    queryFn: async () => {
      const state = await api.demo.state.query();
      onTime?.(state);
      return state;
    },
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
          {data.longest && (
            <span className={css.facts} data-testid="demo-wait">
              {say.wait(data.longest.service)}
              {data.longest.before && <s>{waitText(data.longest.before)}</s>}
              {data.longest.before && <ArrowRight size={14} aria-hidden="true" />}
              <b>{waitText(data.longest.wait)}</b>
            </span>
          )}
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
            onPress={() => act(() => api.demo.pause.mutate({ paused: data.pace !== 0 }))}
            pressed={data.pace === 0}
            testId="demo-pause"
          >
            {data.pace === 0 ? <Play size={15} aria-hidden="true" /> : <Pause size={15} aria-hidden="true" />}
            {data.pace === 0 ? say.goOn : say.pause}
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
