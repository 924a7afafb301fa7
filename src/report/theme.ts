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
  right: '#009e73',
  wrong: '#d55e00',
  size: { title: 17, subtitle: 12, label: 12, tick: 11, caption: 10.5 },
  margin: 22,
  /** Pixels of a PNG to one pixel of the SVG. */
  pngScale: 2,
} as const;
