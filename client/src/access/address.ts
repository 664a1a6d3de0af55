/** What an address says to let somebody in, and the address without it. */
export interface ReadAddress {
  /** Nobody shall find it in the history, in a screenshot or in a copied address. */
  clean: string;
  ticket: string;
}

/**
 * Take out what lets in: the token, for which the server has answered with a cookie, and a ticket
 * behind the `#`, which is sent in the first hello.
 */
export function readAddress(address: string): ReadAddress {
  const url = new URL(address);
  url.searchParams.delete("token");
  const hash = new URLSearchParams(url.hash.slice(1));
  const ticket = hash.get("ticket") ?? "";
  if (!hash.has("ticket")) return { clean: url.href, ticket };
  hash.delete("ticket");
  // As it stood there: what others read of it takes no other writing.
  const left = url.hash.slice(1).split("&").filter((part) => !part.startsWith("ticket="));
  url.hash = left.join("&");
  return { clean: url.href.replace(/#$/, ""), ticket };
}

/** The token in what somebody pasted, a link or the token alone; empty where a link has none. */
export function tokenIn(pasted: string): string {
  const text = pasted.trim();
  const found = /[?&]token=([^&#\s]+)/.exec(text)?.[1];
  if (found === undefined) return text.includes("://") ? "" : text;
  try {
    return decodeURIComponent(found.replaceAll("+", " "));
  } catch {
    return found;
  }
}
