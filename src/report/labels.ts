import { type Box, rule } from './svg.ts';
import { shorten, type TextStyle, text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** A text that wants to stand, centred, at a place. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly content: string;
}

const farthest = 56;
const widest = 110;

/**
 * The labels inside `box`, none above another: each takes the free place nearest to where it wants to be, the first ones
 * choose first, a line leads back where it had to move far, and one that finds no place within 56 pixels is left out.
 * The boxes in `occupied` stay free.
 */
export function placedLabels(
  labels: readonly Label[],
  box: Box,
  style: TextStyle,
  occupied: readonly Box[] = [],
): string {
  const taken = [...occupied];
  let lines = '';
  let names = '';
  for (const label of labels) {
    const content = shorten(label.content, widest, style);
    const place = nearbyPlaces({ ...label, content }, box, style).find(
      place => !taken.some(box => boxesOverlap(place, box)),
    );
    if (place === undefined) continue;
    taken.push(place);
    const [x, y] = [place.left + place.width / 2, place.top + place.height / 2];
    if (Math.hypot(x - label.x, y - label.y) > 14) lines += rule(label.x, label.y, x, y, theme.faint);
    names += text(x, place.top + place.height * 0.78, content, { ...style, anchor: 'middle', halo: true });
  }
  return lines + names;
}

/** Places on growing rings around the wanted one, moved into `box`. */
function nearbyPlaces({ x, y, content }: Label, box: Box, style: TextStyle): Box[] {
  const width = textWidth(content, style) + 4;
  const height = (style.size ?? theme.size.tick) + 2;
  const places: Box[] = [];
  for (let radius = 0; radius <= farthest; radius += 4) {
    const around = radius === 0 ? 1 : 16;
    for (let k = 0; k < around; k++) {
      const angle = (2 * Math.PI * k) / around;
      const left = x + radius * Math.cos(angle) - width / 2;
      const top = y + radius * Math.sin(angle) - height / 2;
      places.push({
        left: Math.max(box.left, Math.min(left, box.left + box.width - width)),
        top: Math.max(box.top, Math.min(top, box.top + box.height - height)),
        width,
        height,
      });
    }
  }
  return places;
}

/** Whether two boxes have a part in common. */
export const boxesOverlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
