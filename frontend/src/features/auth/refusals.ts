/** Why a sign-in by a provider did not work, in words that help, and what to do next. */
import { isProblem } from "@/lib/api/problem";

/** `again` leads to the provider once more; `connect` signs in as usual and then connects; `back` returns. */
export type WayOn = "again" | "login" | "register" | "connect" | "back";

export interface Explanation {
  title: string;
  text: string;
  way: WayOn;
}

type Words = (provider: string) => Explanation;

const untrusted = (text: (provider: string) => string): Words => (provider) => ({
  title: "The sign-in could not be checked",
  text: `${text(provider)} To be safe nobody was signed in. If it happens again, tell whoever runs this KeyNest.`,
  way: "again",
});

const faulty: Words = (provider) => ({
  title: `${provider} gave an answer we can't use`,
  text: `Something is set up wrongly between KeyNest and ${provider}. Sign in another way, and tell whoever runs this KeyNest.`,
  way: "login",
});

const away: Words = (provider) => ({
  title: `${provider} does not answer`,
  text: `It can't be reached right now, or takes too long. Nothing is wrong with your account: try again in a moment, or sign in another way.`,
  way: "again",
});

const WORDS: Record<string, Words> = {
  access_denied: (provider) => ({
    title: "Sign-in cancelled",
    text: `You, or ${provider}, stopped before the end. Nothing was changed.`,
    way: "again",
  }),
  unreachable: away,
  too_slow: away,
  too_large: faulty,
  redirected: faulty,
  broken_answer: faulty,
  code_refused: (provider) => ({
    title: `${provider} did not confirm the sign-in`,
    text: "Its code works once and for a short time. Begin again; if that fails too, tell whoever runs this KeyNest.",
    way: "again",
  }),
  wrong_issuer: untrusted((provider) => `The answer does not come from ${provider}.`),
  wrong_audience: untrusted((provider) => `${provider} answered for another application than this one.`),
  wrong_nonce: untrusted(() => "The answer belongs to another sign-in."),
  token_expired: untrusted((provider) => `The answer of ${provider} is too old, or its clock or ours is wrong.`),
  bad_signature: untrusted((provider) => `The answer is not signed by ${provider}.`),
  wrong_algorithm: untrusted(() => "The answer is signed in a way that KeyNest does not accept."),
  unknown_key: untrusted((provider) => `The answer is signed with a key that ${provider} does not publish.`),
  malformed_token: untrusted((provider) => `The answer of ${provider} is not what it should be.`),
  email_missing: (provider) => ({
    title: `${provider} did not tell your e-mail address`,
    text: `Allow KeyNest to see it at ${provider} and begin again, or create an account here.`,
    way: "register",
  }),
  email_unverified: (provider) => ({
    title: "Your e-mail address is not confirmed",
    text: `Confirm it at ${provider} first, then begin again. If you have an account here that waits for confirmation, use the link in our mail.`,
    way: "again",
  }),
  account_exists: (provider) => ({
    title: "You have an account here already",
    text: `Its address is the one ${provider} told us. Sign in as you always do; then connect ${provider} in your account, and the button works from then on.`,
    way: "connect",
  }),
  identity_taken: (provider) => ({
    title: `That ${provider} account is taken`,
    text: `It is connected to another KeyNest account. Disconnect it there first, or use another ${provider} account.`,
    way: "back",
  }),
  already_linked: (provider) => ({
    title: `${provider} is connected already`,
    text: `Your account is connected to ${provider}, as somebody else there. Disconnect that one first if you want to change it.`,
    way: "connect",
  }),
  last_way_in: (provider) => ({
    title: `${provider} is your only way in`,
    text: "Set a password, or connect another provider, before you disconnect it.",
    way: "back",
  }),
  registration_closed: (provider) => ({
    title: "Registration is closed",
    text: `There is no account for the address ${provider} told us, and people join this KeyNest by invitation. Ask somebody in your team for one.`,
    way: "login",
  }),
  invalid_credentials: () => ({
    title: "This sign-in is not possible",
    text: "The account can't be used right now. Ask whoever runs this KeyNest.",
    way: "login",
  }),
  invalid_state: () => ({
    title: "This sign-in is over",
    text: "It took longer than five minutes, was used already, or began in another browser. Begin again.",
    way: "login",
  }),
  second_step_over: () => ({
    title: "This sign-in is over",
    text: "It took too long, or there were too many wrong codes. Begin again.",
    way: "login",
  }),
  reauthentication_required: (provider) => ({
    title: "Please confirm that it is you",
    text: `Too much time passed before ${provider} answered. Connect it again.`,
    way: "back",
  }),
  not_found: () => ({
    title: "This way to sign in is gone",
    text: "It was switched off, or never existed. Sign in another way.",
    way: "login",
  }),
  rate_limited: () => ({
    title: "Too many tries",
    text: "There were many sign-ins from your network. Wait a minute, then begin again.",
    way: "again",
  }),
};

const unexpected: Words = () => ({ title: "The sign-in did not work", text: "Something unexpected went wrong. Nobody was signed in.", way: "login" });

export const REASONS = Object.keys(WORDS);

export function explainRefusal(reason: string, provider: string): Explanation {
  return (Object.hasOwn(WORDS, reason) ? (WORDS[reason] as Words) : unexpected)(provider || "The provider");
}

/** The same name for an error of the API: its first fault says more than its code. */
export function reasonOf(error: unknown): string {
  return isProblem(error) ? (error.errors[0]?.code ?? error.code) : "";
}
