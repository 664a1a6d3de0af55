import { CLOSE_CODES } from "../protocol/generated";

/** Why the server does not let this page in; `wayOut` is what the person can do about it. */
export interface Refusal {
  title: string;
  reason: string;
  wayOut: "reload" | "retry" | "sessions" | "token";
}

export const NOT_ADMITTED = "Not admitted";

/**
 * Say if a close code means that trying again by itself is of no use; `wasIn` where the page had been
 * let in.
 */
export function refusalFor(code: number, serverReason: string, wasIn = false): Refusal | null {
  switch (code) {
    case CLOSE_CODES.UNAUTHORIZED:
      return {
        title: wasIn ? "You were logged out" : "Come in with a token",
        reason: serverReason || "No token was shown, or a wrong one.",
        wayOut: "token",
      };
    case CLOSE_CODES.FORBIDDEN:
      return {
        title: NOT_ADMITTED,
        reason: serverReason || "The server does not admit this page.",
        wayOut: "retry",
      };
    case CLOSE_CODES.NO_SESSION:
      return {
        title: "There is no such session",
        reason: "It has ended, or there never was one at this address.",
        wayOut: "sessions",
      };
    case CLOSE_CODES.SESSION_ENDED:
      return {
        title: "This session has ended",
        reason: serverReason || "The server does not say why.",
        wayOut: "sessions",
      };
    case CLOSE_CODES.VERSION:
      return {
        title: NOT_ADMITTED,
        reason: "This page and the server are of different versions; reload the page to get the matching one.",
        wayOut: "reload",
      };
    default:
      return null;
  }
}

/** Say in a sentence why a connection that will be tried again has ended. */
export function interruptionFor(code: number, serverReason: string): string {
  switch (code) {
    case CLOSE_CODES.SHUTDOWN:
    case CLOSE_CODES.RESTART:
      return "The server is restarting.";
    case CLOSE_CODES.FULL:
      return "The session is full.";
    case CLOSE_CODES.TOO_SLOW:
      return "The network was too slow to keep up.";
    case CLOSE_CODES.BAD_MESSAGE:
      return serverReason || "The server could not use a message of this page.";
    case CLOSE_CODES.HELLO_TIMEOUT:
      return "The server had heard nothing of this page for too long.";
    default:
      return "The connection to the server was lost.";
  }
}
