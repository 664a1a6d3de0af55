import type { ClientMessage, FieldValues, PanelDescribed } from "../protocol/generated";
import { usePanels } from "../store/panelsStore";
import type { Clock } from "../support/clock";
import type { SendCommand } from "../viewer/Commands";
import { FieldBook } from "./FieldBook";
import { FieldEditor } from "./FieldEditor";
import { PanelWatch } from "./PanelWatch";
import type { FieldChange } from "./types";

/** The panels of the scene: what is watched, the values, and the edits. */
export class Fields {
  readonly book = new FieldBook();
  private readonly editor: FieldEditor;
  private readonly watching: PanelWatch;

  constructor(send: (message: ClientMessage) => boolean, command: SendCommand, clock: Clock) {
    this.editor = new FieldEditor(this.book, command, clock);
    this.watching = new PanelWatch(send, clock);
  }

  /** Have a panel described and its values told until the result is called. */
  watch(panel: string): () => void {
    return this.watching.watch(panel);
  }

  edit(panel: string, values: FieldChange): void {
    this.editor.edit(panel, values);
  }

  /** Show what the person chose from now on, and not what the simulation makes of it. */
  hold(path: string): void {
    this.editor.hold(path);
  }

  release(path: string): void {
    this.editor.release(path);
  }

  /** Tell at the field what is wrong with what was typed. */
  complain(path: string, problem: string): void {
    this.book.refuse(path, problem);
  }

  setHidden(hidden: boolean): void {
    this.watching.setHidden(hidden);
  }

  /** Another connection. */
  restart(): void {
    this.clear();
    usePanels.setState({ generation: -1, panels: {} });
    this.watching.restart();
  }

  /** The scene with this generation is on the air. */
  sceneShown(generation: number): void {
    if (usePanels.getState().generation === generation) return;
    this.clear();
    usePanels.setState({ generation, panels: {} });
  }

  describe({ generation, panel }: PanelDescribed): void {
    this.sceneShown(generation);
    usePanels.setState(({ panels }) => ({ panels: { ...panels, [panel.name]: panel } }));
  }

  tell({ values }: FieldValues): void {
    this.book.tell(values);
  }

  private clear(): void {
    this.editor.clear();
    this.book.clear();
  }
}
