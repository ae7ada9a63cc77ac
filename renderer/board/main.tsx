import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ScreenRoot } from '../ui/connection.tsx';
import '../ui/tokens.css';
import { Board } from './Board.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('no #root in the page');
createRoot(root).render(
  <StrictMode>
    <ScreenRoot screen="board">{(api) => <Board api={api} />}</ScreenRoot>
  </StrictMode>,
);
