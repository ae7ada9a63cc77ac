import css from './App.module.css';

/** How many things wait behind a tab; said by the tab's own title, so that its name stays what it is. */
export function Waiting({ count }: { count: number }) {
  return (
    <span className={css.waiting} aria-hidden="true">
      {count}
    </span>
  );
}
