import { Printer, Volume2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { callClips } from '../../../electron/core/queue/announcement.ts';
import type { IssuedView } from '../../../electron/core/queue/views.ts';
import { Action, Failure, Toggle } from '../../ui/form.tsx';
import { createAnnouncer } from '../../ui/sound/announcer.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { printTicket } from '../../ui/ticket/index.tsx';
import { serverNow } from '../now.ts';
import { useModel } from './model.ts';
import { Block, FormPage, PlainPage } from './Page.tsx';
import css from './settings.module.css';

/** How loud the big screen calls, and whether it speaks. */
export function SoundPage() {
  const text = words.sound;
  return (
    <FormPage title={words.pages.sound} lead={text.lead} sections={['sound']}>
      {({ sound }, change) => (
        <>
          <Slider
            className={css.slider ?? ''}
            value={sound.volume}
            minValue={0}
            maxValue={100}
            step={5}
            onChange={(volume) => change({ sound: { ...sound, volume: volume as number } })}
          >
            <Label>{text.volume}</Label>
            <SliderOutput>{({ state }) => `${state.getThumbValue(0)}%`}</SliderOutput>
            <SliderTrack className={css.rail ?? ''}>
              <SliderThumb className={css.thumb ?? ''} />
            </SliderTrack>
          </Slider>
          <Toggle on={sound.voice} onChange={(voice) => change({ sound: { ...sound, voice } })}>
            <strong>{text.voice}</strong>
            <span className={css.note}>{text.voiceNote}</span>
          </Toggle>
          <Block title={text.listen} lead={text.listenNote}>
            <Listen volume={sound.volume} voice={sound.voice} />
          </Block>
        </>
      )}
    </FormPage>
  );
}

/** The call as it would sound on this machine, before the change is saved. */
function Listen({ volume, voice }: { volume: number; voice: boolean }) {
  const [playing, setPlaying] = useState(false);
  const [silent, setSilent] = useState(false);
  const announcer = useMemo(() => createAnnouncer(setSilent), []);
  useEffect(() => announcer.stop, [announcer]);
  const listen = async () => {
    setPlaying(true);
    const clips = voice ? callClips({ number: 'A012', desk: '2', kind: 'call' }) : [];
    await announcer.play({ volume, chime: true, clips, times: 1 });
    setPlaying(false);
  };
  return (
    <div className={css.tools}>
      <Action onPress={() => void listen()} disabled={volume === 0}>
        <Volume2 size={18} aria-hidden="true" /> {words.sound.listen}
      </Action>
      {silent ? (
        <Failure>{words.sound.silent}</Failure>
      ) : (
        <p className={css.status} role="status">
          {playing && words.sound.playing}
        </p>
      )}
    </div>
  );
}

/** One slip from the printer of this machine. */
export function PaperPage() {
  const { settings, kiosk } = useModel();
  const text = words.paper;
  const [said, setSaid] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const print = async () => {
    setSaid(null);
    setFailure(null);
    try {
      await printTicket(sample(settings.office.name));
      setSaid(text.tested);
    } catch {
      setFailure(text.failed);
    }
  };
  return (
    <PlainPage title={words.pages.paper} lead={kiosk ? text.kioskLead : text.lead}>
      <div className={css.tools}>
        <Action tone="main" onPress={() => void print()}>
          <Printer size={18} aria-hidden="true" /> {text.test}
        </Action>
        {failure !== null ? (
          <Failure>{failure}</Failure>
        ) : (
          <p className={css.status} role="status">
            {said}
          </p>
        )}
      </div>
      <ul className={css.stepsList}>
        {text.tips.slice(kiosk ? 1 : 0, kiosk ? 2 : undefined).map((tip) => (
          <li key={tip}>{tip}</li>
        ))}
      </ul>
    </PlainPage>
  );
}

/** A ticket that nobody can take for a real one: number A000, and it says what it is. */
function sample(office: string): IssuedView {
  const now = serverNow();
  return {
    ticket: '',
    number: 'A000',
    service: { id: '', name: { vi: words.paper.service, en: '' }, bring: { vi: words.paper.bring, en: '' } },
    people: 1,
    ahead: 0,
    range: null,
    wait: null,
    issuedAt: now,
    office,
    state: 'waiting',
    desk: null,
    appointmentAt: null,
    kept: false,
  };
}
