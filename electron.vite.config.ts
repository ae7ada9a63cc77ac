import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const page = (name: string) => resolve(import.meta.dirname, 'renderer', name, 'index.html');
const source = (path: string) => resolve(import.meta.dirname, 'electron', path);

/** Builds the Electron main process into out/main and the screens, one HTML page each, into out/renderer. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      rolldownOptions: {
        input: { main: source('main/main.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  // No page has a preload. What is built in its place are the workers, on their own: they are loaded from outside the
  // archive of the installed program, where no piece shared with the main process would be found.
  preload: {
    build: {
      outDir: 'out/main',
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: {
        input: {
          'check.worker': source('node/check.worker.ts'),
          'roster.worker': source('node/roster/roster.worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: '/',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      // Goes into every package of the program.
      license: { fileName: 'licences.md' },
      target: 'chrome120',
      // Inlined files would need data: in the content security policy of fonts and sounds.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { board: page('board'), take: page('take'), staff: page('staff'), district: page('district') },
      },
    },
  },
});
