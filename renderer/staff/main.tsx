import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { createApi, createQueries } from '../api/client.ts';
import '../ui/tokens.css';
import { App } from './App.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('no #root in the page');
const api = createApi('staff');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="vi-VN">
      <QueryClientProvider client={createQueries()}>
        <App api={api} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
