import type { Field } from "../../protocol/generated";

/** What every control of a field gets. */
export interface ControlProps {
  panel: string;
  field: Field;
  /** Of the element that the label belongs to. */
  id: string;
  /** Of what describes it: note and problem. */
  describedBy: string;
}
