/** A quick, honest hint about a password's length and variety; the server judges for real. */

export interface Strength {
  score: 0 | 1 | 2 | 3 | 4;
  label: string;
}

const LABELS = ["Too short", "Weak", "Fair", "Good", "Strong"] as const;

export function strength(password: string, minimum: number): Strength {
  if (password.length < minimum) return { score: 0, label: LABELS[0] };
  const distinct = new Set(password).size;
  const sequence = /(.)\1{3,}|0123|1234|abcd|qwer|pass/i.test(password);
  let score = 1;
  if (distinct >= 8) score += 1;
  if (password.length >= minimum + 4 && distinct >= 9) score += 1;
  if (password.length >= minimum + 8 && distinct >= 11) score += 1;
  if (sequence) score = Math.min(score, 1);
  return { score: score as Strength["score"], label: LABELS[score as Strength["score"]] };
}
