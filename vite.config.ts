import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const page = (name: string) => resolve(import.meta.dirname, 'renderer', name, 'index.html');

/** Builds the screens: one HTML page each, served by the handler from out/renderer. */
export default defineConfig({
  root: 'renderer',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // Goes into every package of the program.
    license: { fileName: 'licences.md' },
    target: 'chrome120',
    // Inlined files would need data: in the content security policy of fonts and sounds.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { board: page('board'), take: page('take'), staff: page('staff') } },
  },
});
