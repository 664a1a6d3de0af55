import { Menu } from "@mantine/core";
import type { Participant } from "../../protocol/generated";
import { useSession } from "../../store/sessionStore";
import { useSimulationReady } from "../../viewer/readiness";
import { ChoiceItems, type Choice } from "../ChoiceItems";
import { Icon } from "../Icon";
import { ToolButton } from "../ToolButton";
import { useViewer } from "../viewerContext";
import { nameOfPerson } from "../wording";
import { Dot } from "./ControlChip";
import { useOwnControl } from "./control";
import { type Looking, useLooking } from "./looking";

type Kind = "shared" | "own" | "";

const KINDS: readonly Choice<Exclude<Kind, "">>[] = [
  { value: "shared", label: "The view that all share" },
  { value: "own", label: "A view of your own" },
];

/** Look at what all share, by a camera of one's own, or at what somebody else sees. */
export function ViewMenu() {
  const { commands } = useViewer();
  const { self, looking, people } = useLooking();
  const ready = useSimulationReady();
  const others = people.filter(({ id }) => id !== self?.id);
  return (
    <Menu position="bottom-end" width="17rem">
      <Menu.Target>
        <ToolButton label={`View: ${labelOf(looking)}`} hint="Whose camera you look through" icon="screen" disabled={!ready} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Look at</Menu.Label>
        <ChoiceItems<Kind>
          choices={KINDS}
          chosen={looking.kind === "follows" ? "" : looking.kind}
          onChoose={(kind) => { commands.people({ type: kind === "own" ? "take_view" : "share_view" }); }}
        />
        {looking.kind === "own" && <Sizes />}
        {others.length > 0 && <Others others={others} looking={looking} />}
        {others.length > 0 && self && <Presenting self={self} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function Others({ others, looking }: { others: readonly Participant[]; looking: Looking }) {
  const { commands } = useViewer();
  return (
    <>
      <Menu.Divider />
      <Menu.Label>See what somebody sees</Menu.Label>
      <Menu.RadioGroup value={looking.kind === "follows" ? `${looking.whom.id}` : ""}>
        {others.map((person) => (
          <Menu.RadioItem
            key={person.id}
            value={`${person.id}`}
            closeMenuOnClick
            rightSection={<Dot color={person.color} />}
            onChange={() => { commands.people({ type: "follow", participant: person.id }); }}
          >
            {nameOfPerson(person)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

/** The picture in the shape of the window, or with fewer pixels for a slow machine. */
function Sizes() {
  const { commands } = useViewer();
  const video = useSession((state) => state.sharedSize);
  if (video === null) return null;
  const { width, height } = video;
  const sizes: { label: string; width: number; height: number }[] = [
    { label: `${width} × ${height}, as the shared one`, width, height },
    { label: `${height} × ${width}, upright`, width: height, height: width },
    { label: `${even(width / 2)} × ${even(height / 2)}, half`, width: even(width / 2), height: even(height / 2) },
  ];
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Pixels of your view</Menu.Label>
      {sizes.map(({ label, ...size }) => (
        <Menu.Item key={label} onClick={() => { commands.people({ type: "take_view", ...size }); }}>
          {label}
        </Menu.Item>
      ))}
    </>
  );
}

function Presenting({ self }: { self: Participant }) {
  const { commands } = useViewer();
  const { mayAct } = useOwnControl();
  if (!mayAct) return null;
  const presents = self.presents ?? false;
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        leftSection={<Icon name="people" size="1rem" />}
        onClick={() => { commands.people({ type: "present", on: !presents }); }}
      >
        {presents ? "Present no more" : "Present what you see to all"}
      </Menu.Item>
    </>
  );
}

function labelOf(looking: Looking): string {
  switch (looking.kind) {
    case "shared":
      return "shared";
    case "own":
      return "your own";
    case "follows":
      return nameOfPerson(looking.whom);
  }
}

function even(pixels: number): number {
  return 2 * Math.round(pixels / 2);
}
