import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { createApi, createQueries } from '../api/client.ts';
import { App } from '../staff/App.tsx';
import '../ui/tokens.css';
import { District } from './District.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('no #root in the page');
// Its people sign in as those of an office do, and at the same kind of device.
const api = createApi('staff');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="vi-VN">
      <QueryClientProvider client={createQueries()}>
        <App api={api} Signed={District} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
