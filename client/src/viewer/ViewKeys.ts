import type { Fields } from "../fields/Fields";
import type { Field, Panel } from "../protocol/generated";
import { addHint } from "../store/noticesStore";
import { isSimulationReady } from "./readiness";

const RENDERING = "rendering";
const GROUPS = "groups";
const CAMERA = "view/camera";
/** The choices of the camera before the model's own: free and tracking. */
const FIRST_FIXED = 2;

/**
 * Flags, groups and cameras by key. They are fields of panels, which are asked for with the first
 * key that needs one: whoever never presses one gets nothing of them.
 */
export class ViewKeys {
  constructor(private readonly fields: Fields) {}

  /** False where no flag has this key. */
  toggleFlag(key: string): boolean {
    const known = this.fields.described(RENDERING);
    if (known && !flagOf(known, key)) return false;
    this.change(RENDERING, (panel) => {
      const flag = flagOf(panel, key);
      if (flag) this.toggle(RENDERING, flag.path);
    });
    return true;
  }

  toggleGroup(kind: "geom" | "site", group: number): void {
    this.change(GROUPS, () => { this.toggle(GROUPS, `view/group/${kind}/${group}`); });
  }

  cycleCamera(direction: 1 | -1): void {
    this.change(RENDERING, (panel) => {
      const choices = fieldsOf(panel).find(({ path }) => path === CAMERA)?.choices ?? [];
      const count = choices.length - FIRST_FIXED;
      if (count <= 0) {
        addHint({ title: "No camera", detail: "This scene has no cameras of its own." });
        return;
      }
      const present = this.number(CAMERA) - FIRST_FIXED;
      // From the free camera on it begins at its own end.
      const from = present < 0 ? (direction === 1 ? -1 : 0) : present;
      this.fields.edit(RENDERING, { [CAMERA]: FIRST_FIXED + ((from + direction + count) % count) });
    });
  }

  /** Look through the free camera; where that is so already, `reset` it. */
  freeCamera(reset: () => void): void {
    this.change(RENDERING, () => {
      if (this.number(CAMERA) > 0) this.fields.edit(RENDERING, { [CAMERA]: 0 });
      else reset();
    });
  }

  private change(panel: string, act: (panel: Panel) => void): void {
    if (isSimulationReady()) this.fields.whenTold(panel, act);
  }

  private toggle(panel: string, path: string): void {
    this.fields.edit(panel, { [path]: this.number(path) > 0 ? 0 : 1 });
  }

  private number(path: string): number {
    const { value } = this.fields.book.state(path);
    return typeof value === "number" ? value : 0;
  }
}

function fieldsOf(panel: Panel): readonly Field[] {
  return panel.sections.flatMap(({ fields }) => fields);
}

/** Two flags have the comma: the first, as in the native viewer. */
function flagOf(panel: Panel, key: string): Field | undefined {
  return fieldsOf(panel).find((field) => field.key === key.toUpperCase());
}
