/**
 * Take the token out of the address bar, where it was shown: the server has answered with a cookie,
 * and nobody shall find it in the history, in a screenshot or in a copied address.
 */
export function withoutToken(address: string): string {
  const url = new URL(address);
  url.searchParams.delete("token");
  return url.href;
}
