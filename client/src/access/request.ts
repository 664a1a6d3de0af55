import { credentials } from "./Credentials";

/** fetch(), as who this page is: all HTTP calls of the page go this way. */
export function request(address: URL | string, options?: RequestInit): Promise<Response> {
  const { authorization } = credentials;
  if (authorization === null) return fetch(address, options);
  const headers = new Headers(options?.headers);
  headers.set("authorization", authorization);
  return fetch(address, { ...options, headers });
}
