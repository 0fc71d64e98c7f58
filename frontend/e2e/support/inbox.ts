/** Mails of the running system, read from the inbox that it was started with. */
import { expect } from "@playwright/test";

const INBOX = process.env.E2E_INBOX_URL ?? "http://localhost:8025";

interface Mail {
  id: string;
  subject: string;
}

async function about(address: string, subject: RegExp): Promise<Mail[]> {
  const listed = await fetch(`${INBOX}/api/messages?to=${encodeURIComponent(address)}`);
  const { messages } = (await listed.json()) as { messages: Mail[] };
  return messages.filter((each) => subject.test(each.subject));
}

/** How many mails to an address have a subject that fits, by now. */
export const mailsTo = async (address: string, subject: RegExp): Promise<number> => (await about(address, subject)).length;

interface Letter {
  text: string;
  html: string;
}

/** The newest mail to an address whose subject fits; waits for it. */
export async function letterTo(address: string, subject: RegExp): Promise<Letter> {
  let letter: Letter = { text: "", html: "" };
  await expect(async () => {
    const [mail] = await about(address, subject);
    expect(mail, `a mail to ${address} about ${subject}`).toBeTruthy();
    letter = (await (await fetch(`${INBOX}/api/messages/${mail?.id}`)).json()) as Letter;
  }).toPass({ timeout: 20_000, intervals: [100, 200, 400] });
  return letter;
}

/** Its text. */
export const mailTo = async (address: string, subject: RegExp): Promise<string> => (await letterTo(address, subject)).text;

/** The link of a mail to one of our pages, with its token. */
export function linkIn(text: string, page: string): string {
  const link = new RegExp(`https?://\\S+${page}#token=[\\w.:-]+`).exec(text)?.[0];
  if (!link) throw new Error(`no link to ${page} in the mail`);
  return link;
}
