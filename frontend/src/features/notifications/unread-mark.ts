/** How much is unread, on the tab itself: in its title, and as a dot on its icon. */

const COUNT = /^\(\d+\+?\) /;
const ICON = 'link[rel="icon"]';
const MARKED = "/icon-unread.svg";

export const marked = (title: string, unread: number): string => {
  const bare = title.replace(COUNT, "");
  return unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${bare}` : bare;
};

/** Keeps the mark on whatever title pages set. Returns how to take it off. */
export function markUnread(unread: number): () => void {
  const put = (): void => {
    const title = marked(document.title, unread);
    if (document.title !== title) document.title = title;
  };
  const icon = document.querySelector<HTMLLinkElement>(ICON);
  const before = icon?.getAttribute("href");
  if (unread > 0) icon?.setAttribute("href", MARKED);
  put();
  const watcher = new MutationObserver(put);
  watcher.observe(document.head, { subtree: true, childList: true, characterData: true });
  return () => {
    watcher.disconnect();
    if (icon && before) icon.setAttribute("href", before);
    document.title = marked(document.title, 0);
  };
}
