/** Whether one can read what is written on a colour, by the rules of WCAG 2. */

const COLOR = /^#[0-9a-f]{6}$/i;
export const isColor = (text: string): boolean => COLOR.test(text);
/** An empty one is KeyNest's own. */
export const isWanted = (text: string): boolean => text === "" || isColor(text);

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1, not to be told apart, to 21, black on white. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const WHITE = "#ffffff";
const BLACK = "#000000";
/** Below this the shape of a button is lost to many. */
const SHAPE = 3;

export const inkOn = (color: string): string => (contrast(color, WHITE) >= contrast(color, BLACK) ? WHITE : BLACK);

export interface Legibility {
  ink: "white" | "black";
  ratio: number;
  /** A button of this colour can hardly be seen on paper. */
  pale: boolean;
}

export function legibility(color: string): Legibility {
  const ink = inkOn(color);
  return { ink: ink === WHITE ? "white" : "black", ratio: contrast(color, ink), pale: contrast(color, WHITE) < SHAPE };
}
