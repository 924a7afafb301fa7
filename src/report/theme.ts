/** The one place where the look of every picture is decided. Lengths are pixels of the SVG. */
export const theme = {
  background: '#ffffff',
  ink: '#1b1f24',
  muted: '#57606a',
  faint: '#8b949e',
  grid: '#e8ebef',
  rule: '#c4cad1',
  accent: '#0072b2',
  contrast: '#d55e00',
  /** Text on a light cell, in dark mode too. */
  onLight: '#1c2025',
  right: '#009e73',
  wrong: '#d55e00',
  size: { title: 17, subtitle: 12, label: 12, tick: 11, caption: 10.5 },
  margin: 22,
  /** Pixels of a PNG to one pixel of the SVG. */
  pngScale: 2,
} as const;

/** The colours of text, lines and ground in a page's dark mode. */
const dark: Readonly<Record<string, string>> = {
  [theme.background]: '#0d1117', // as the page
  [theme.ink]: '#e6edf3',
  [theme.muted]: '#a3adb8',
  [theme.faint]: '#7d8894',
  [theme.grid]: '#2a313a',
  [theme.rule]: '#4a535e',
  [theme.accent]: '#4aa3df',
  '#333b46': '#b9c3cd', // the dark one of the classes
};

const rules = Object.entries(dark).flatMap(([light, color]) => [
  `[fill="${light}"]{fill:${color}}`,
  `[stroke="${light}"]{stroke:${color}}`,
]);

/** A style element that gives a picture these colours where the page around it is dark. */
export const darkStyle = `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
