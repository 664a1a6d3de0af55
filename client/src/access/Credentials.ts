import type { Hello } from "../protocol/generated";

/**
 * What this page shows where its browser has no cookie, as in a frame of another site: a ticket in
 * its hello, which is good once, and to the HTTP API the bearer that the welcome gives for it. They
 * are in memory only.
 */
export class Credentials {
  private ticket = "";
  private bearer = "";

  /** What stands in the header `Authorization`, if anything. */
  get authorization(): string | null {
    return this.bearer === "" ? null : `Bearer ${this.bearer}`;
  }

  take(ticket: string): void {
    this.ticket = ticket;
  }

  /** The hello with a ticket, where one is needed: a new one after the first. */
  sign(hello: Hello): Hello | Promise<Hello> {
    if (this.ticket !== "") return { ...hello, ticket: this.ticket };
    if (this.bearer === "") return hello;
    // What the server says to one without a ticket is told by the connection.
    return this.fetchTicket().then((ticket) => (ticket === "" ? hello : { ...hello, ticket }));
  }

  /** The server has let this page in; `bearer` is empty where that was by a cookie. */
  welcomed(bearer: string): void {
    this.ticket = "";
    this.bearer = bearer;
  }

  /** Nothing of it lets in any more. */
  forget(): void {
    this.ticket = "";
    this.bearer = "";
  }

  /**
   * A new ticket, by what this page has or by a token; empty where that lets in no more. Rejects
   * where the server does not answer.
   */
  async fetchTicket(token: string = this.bearer): Promise<string> {
    const answer = await fetch(new URL("api/access/tickets", document.baseURI), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: "{}",
    });
    if (answer.status === 401 || answer.status === 403) return "";
    if (!answer.ok) throw new Error(`The server gives no ticket: it answered ${answer.status}.`);
    return ((await answer.json()) as { ticket: string }).ticket;
  }
}

/** Those of this page. */
export const credentials = new Credentials();
