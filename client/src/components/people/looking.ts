import type { Participant } from "../../protocol/generated";
import { useConnection } from "../../store/connectionStore";
import { useSession } from "../../store/sessionStore";
import { nameOfPerson } from "../wording";

/** Of which view this person sees the picture. */
export type Looking =
  | { kind: "shared" }
  | { kind: "own" }
  | { kind: "follows"; whom: Participant };

const SHARED_VIEW = 0;

export function useLooking(): { self: Participant | null; looking: Looking; people: readonly Participant[] } {
  const people = useSession((state) => state.participants);
  const selfId = useConnection((state) => state.participant);
  const self = people.find(({ id }) => id === selfId) ?? null;
  return { self, looking: self ? lookingOf(self, people) : { kind: "shared" }, people };
}

export function lookingOf(person: Participant, people: readonly Participant[]): Looking {
  const whom = people.find(({ id }) => id === person.follows);
  if (whom) return { kind: "follows", whom };
  return { kind: (person.view ?? SHARED_VIEW) === SHARED_VIEW ? "shared" : "own" };
}

/** What a person looks at, in the list of people; null for what all share. */
export function describeLooking(person: Participant, people: readonly Participant[]): string | null {
  if (person.presents) return "presents";
  const looking = lookingOf(person, people);
  switch (looking.kind) {
    case "follows":
      return `follows ${nameOfPerson(looking.whom)}`;
    case "own":
      return "has a view of their own";
    case "shared":
      return null;
  }
}
