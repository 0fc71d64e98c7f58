/** Mails of the running system, read from the inbox that it was started with. */
import { expect } from "@playwright/test";

const INBOX = process.env.E2E_INBOX_URL ?? "http://localhost:8025";

interface Mail {
  id: string;
  subject: string;
}

/** The text of the newest mail to an address whose subject fits; waits for it. */
export async function mailTo(address: string, subject: RegExp): Promise<string> {
  let text = "";
  await expect(async () => {
    const listed = await fetch(`${INBOX}/api/messages?to=${encodeURIComponent(address)}`);
    const { messages } = (await listed.json()) as { messages: Mail[] };
    const mail = messages.find((each) => subject.test(each.subject));
    expect(mail, `a mail to ${address} about ${subject}`).toBeTruthy();
    text = ((await (await fetch(`${INBOX}/api/messages/${mail?.id}`)).json()) as { text: string }).text;
  }).toPass({ timeout: 20_000, intervals: [100, 200, 400] });
  return text;
}

/** The link of a mail to one of our pages, with its token. */
export function linkIn(text: string, page: string): string {
  const link = new RegExp(`https?://\\S+${page}#token=[\\w.-]+`).exec(text)?.[0];
  if (!link) throw new Error(`no link to ${page} in the mail`);
  return link;
}
