import { Menu } from "@mantine/core";
import type { Participant } from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { useSession } from "../store/sessionStore";
import { Dot } from "./people/ControlChip";
import { Icon } from "./Icon";
import { ToolButton } from "./ToolButton";
import { nameOfPerson, nameOfTransport, peopleCount, UNKNOWN } from "./wording";

/** Who is here. */
export function PeopleMenu() {
  const participants = useSession((state) => state.participants);
  const self = useConnection((state) => state.participant);
  return (
    <Menu position="bottom-end" width="16rem" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ToolButton label={`People: ${peopleCount(participants.length)}`} hint="People in this session">
          <Icon name="people" />
          {participants.length || UNKNOWN}
        </ToolButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{peopleCount(participants.length)} in this session</Menu.Label>
        {participants.map((person) => (
          <PersonItem key={person.id} person={person} self={person.id === self} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function PersonItem({ person, self }: { person: Participant; self: boolean }) {
  return (
    <Menu.Item component="div" leftSection={<Dot color={person.color} />} rightSection={nameOfTransport(person.transport)} title={nameOfPerson(person)}>
      {nameOfPerson(person)}
      {self && " (you)"}
    </Menu.Item>
  );
}
