import { readAddress } from "./address";
import { credentials } from "./Credentials";

/** Hears of a ticket that comes while the page is open. */
export interface TicketListener {
  onTicket: (ticket: string) => void;
}

/**
 * Take token and ticket out of the address, now and whenever a frame's owner gives it a new ticket:
 * that changes nothing but the part behind the `#`, and loads no page.
 */
export function followTickets(): TicketListener {
  const listener: TicketListener = { onTicket: () => undefined };
  const ticket = takeTicket();
  if (ticket !== "") credentials.take(ticket);
  window.addEventListener("hashchange", () => {
    const another = takeTicket();
    if (another !== "") listener.onTicket(another);
  });
  return listener;
}

function takeTicket(): string {
  const { clean, ticket } = readAddress(location.href);
  if (clean !== location.href) history.replaceState(history.state, "", clean);
  return ticket;
}
