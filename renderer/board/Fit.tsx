import { type ReactNode, useLayoutEffect, useRef } from 'react';

/**
 * One line of text, never cut and never wrapped: its letters shrink until it fits the width of the box around it.
 * `className` sets the largest size; the width must come from outside (a block or a flex item that may shrink).
 */
export function Fit({ className, children }: { className?: string | undefined; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  // Runs after each drawing: the text, the screen or the font may have changed.
  useLayoutEffect(() => {
    const shrink = () => {
      const outer = box.current;
      const inner = line.current;
      if (!outer || !inner) return;
      inner.style.fontSize = '1em';
      const wide = inner.getBoundingClientRect().width;
      const room = outer.getBoundingClientRect().width;
      if (wide > room && room > 0) inner.style.fontSize = `${(room / wide) * 0.995}em`;
    };
    shrink();
    const watcher = new ResizeObserver(shrink);
    if (box.current) watcher.observe(box.current);
    let mounted = true;
    void document.fonts.ready.then(() => mounted && shrink());
    return () => {
      mounted = false;
      watcher.disconnect();
    };
  });
  return (
    <div ref={box} className={className} style={{ minWidth: 0, whiteSpace: 'nowrap' }}>
      <div ref={line} style={{ width: 'max-content' }}>
        {children}
      </div>
    </div>
  );
}
