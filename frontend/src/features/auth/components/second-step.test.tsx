import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Challenge } from "@/lib/api/types";
import { session } from "@/lib/session/browser";
import { makeUser } from "@/testing/make";

import { SecondStep } from "./second-step";

const BOTH: Challenge = { mfa_required: true, mfa_token: "half-signed-in", methods: ["passkey", "totp", "recovery_code"] };
const TOKENS = { access: "a", token_type: "Bearer", expires_in: 3600 };

/** Answers of the server, in turn; what was sent to it. */
function serve(...answers: [number, object][]): unknown[] {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", (_path: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    const [status, body] = answers.shift() ?? [500, {}];
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
  });
  return sent;
}

const WRONG: [number, object] = [400, { code: "invalid", errors: [{ field: "code", code: "wrong_code", message: "Wrong." }] }];

function show(challenge: Challenge) {
  const onDone = vi.fn();
  const onAgain = vi.fn();
  const passkeys = { signIn: null, secondStep: () => <p>passkey part</p> };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SecondStep challenge={challenge} passkeys={passkeys} onDone={onDone} onAgain={onAgain} />
    </QueryClientProvider>,
  );
  return { onDone, onAgain };
}

describe("the second step of a sign-in", () => {
  beforeEach(() => session.end());
  afterEach(() => vi.unstubAllGlobals());

  it("takes a pasted code with spaces, sends it at once, and signs in", async () => {
    const user = makeUser();
    const sent = serve([200, { user, tokens: TOKENS }]);
    const { onDone } = show(BOTH);
    await userEvent.click(screen.getByLabelText("6-digit code"));
    await userEvent.paste("123 456");
    await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    expect(sent).toEqual([{ mfa_token: "half-signed-in", code: "123456" }]);
    expect(session.current()).toMatchObject({ status: "signed-in", user: { id: user.id } });
  });

  it("lets a wrong code be mended, and thinks of the clock at the second", async () => {
    serve(WRONG, WRONG);
    show(BOTH);
    const field = screen.getByLabelText("6-digit code");
    await userEvent.type(field, "000000");
    expect(await screen.findByRole("alert")).toHaveTextContent("not right");
    expect(field).toHaveValue("");
    expect(screen.queryByText(/wrong clock/)).toBeNull();
    await userEvent.type(field, "000001");
    expect(await screen.findByText(/wrong clock/)).toBeVisible();
  });

  it("begins again, and says why, once the tries are used up", async () => {
    serve([400, { code: "invalid_token", detail: "Over." }]);
    const { onAgain } = show(BOTH);
    await userEvent.type(screen.getByLabelText("6-digit code"), "000000");
    await vi.waitFor(() => expect(onAgain).toHaveBeenCalledWith(expect.stringContaining("too many wrong codes")));
  });

  it("offers every way there is, and no other", async () => {
    show(BOTH);
    expect(screen.queryByRole("button", { name: "Use a mailed code" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Use a passkey" }));
    expect(screen.getByText("passkey part")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Use a recovery code" }));
    expect(screen.getByLabelText("Recovery code")).toBeVisible();
  });

  it("goes on to the app where a mailed code was only the first half", async () => {
    const sent = serve([200, { ...BOTH, mfa_token: "the-other-half" }], [200, { user: makeUser(), tokens: TOKENS }]);
    const { onDone } = show({ mfa_required: true, mfa_token: "mailed", methods: ["email"] });
    await userEvent.type(screen.getByLabelText("8-digit code"), "12345678");
    await userEvent.type(await screen.findByLabelText("6-digit code"), "654321");
    await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    expect(sent).toEqual([
      { mfa_token: "mailed", code: "12345678" },
      { mfa_token: "the-other-half", code: "654321" },
    ]);
  });
});
