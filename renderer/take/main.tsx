import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ScreenRoot } from '../ui/connection.tsx';
import '../ui/tokens.css';
import { Take } from './Take.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('no #root in the page');
createRoot(root).render(
  <StrictMode>
    <ScreenRoot screen="take">{(api) => <Take api={api} />}</ScreenRoot>
  </StrictMode>,
);
