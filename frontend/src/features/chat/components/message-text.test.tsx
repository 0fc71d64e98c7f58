import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { OrganizationContext } from "@/lib/scope";
import { makeOrganization } from "@/testing/make";

import { linkKey } from "../api/keys";
import { MessageText } from "./message-text";

const ID = "0199a1b2-0000-7000-8000-000000000001";
const VARIABLE = `variable:${ID}`;

function show(text: string, link?: object | null) {
  const client = new QueryClient();
  if (link !== undefined) client.setQueryData(linkKey("org", VARIABLE), link);
  return render(
    <QueryClientProvider client={client}>
      <OrganizationContext value={makeOrganization({ id: "org" })}>
        <MessageText text={text} me={ID} />
      </OrganizationContext>
    </QueryClientProvider>,
  );
}

describe("what was said, on the page", () => {
  it("is never markup", () => {
    const { container } = show('<img src=x onerror=alert(1)> <script>x</script> <a href="javascript:x">y</a> [x](javascript:y) **<b>z</b>** `<i>`');
    expect(container.querySelectorAll("img, script, a, b, i")).toHaveLength(0);
    expect(container.textContent).toContain("<script>x</script>");
  });

  it("opens addresses elsewhere, and tells them nothing", () => {
    show("see https://example.com/a");
    const link = screen.getByRole("link", { name: "https://example.com/a" });
    expect(link).toHaveAttribute("href", "https://example.com/a");
    expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
  });

  it("names what it links to, for who may know", () => {
    show(`<${VARIABLE}>`, { label: "API_KEY", path: "/orgs/acme/projects/shop", kind: "variable", detail: "Shop / production" });
    expect(screen.getByRole("link", { name: "API_KEY" })).toHaveAttribute("href", "/orgs/acme/projects/shop");
  });

  it("names nothing for who may not", () => {
    show(`<${VARIABLE}>`, null);
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("a variable not shared with you")).toBeVisible();
  });

  it("leads nowhere outside", () => {
    show(`<${VARIABLE}>`, { label: "x", path: "//evil.example", kind: "variable", detail: "" });
    expect(screen.getByRole("link", { name: "x" })).toHaveAttribute("href", "/");
  });
});
