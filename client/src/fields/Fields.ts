import type { ClientMessage, FieldValues, Panel, PanelDescribed } from "../protocol/generated";
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
  /** Panels whose values are kept up to date by the server now. */
  private readonly fresh = new Set<string>();
  /** Panels that are watched as long as the page lives, because keys need them. */
  private readonly kept = new Set<string>();
  private waiting: { panel: string; act: (panel: Panel) => void }[] = [];

  constructor(send: (message: ClientMessage) => boolean, command: SendCommand, clock: Clock) {
    this.editor = new FieldEditor(this.book, command, clock);
    this.watching = new PanelWatch(send, clock, (panels) => {
      for (const panel of this.fresh) if (!panels.includes(panel)) this.fresh.delete(panel);
    });
  }

  /** Have a panel described and its values told until the result is called. */
  watch(panel: string): () => void {
    return this.watching.watch(panel);
  }

  /** What is in a panel of the scene, where it is known. */
  described(panel: string): Panel | undefined {
    return usePanels.getState().panels[panel];
  }

  /** Do something with a panel as soon as its values are known; never where the scene has it not. */
  whenTold(panel: string, act: (panel: Panel) => void): void {
    if (!this.kept.has(panel)) this.watch(panel);
    this.kept.add(panel);
    this.waiting.push({ panel, act });
    this.actOnTold();
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

  tell({ panel, values }: FieldValues): void {
    this.book.tell(values);
    this.fresh.add(panel);
    this.actOnTold();
  }

  private actOnTold(): void {
    const ready = this.waiting.filter(({ panel }) => this.fresh.has(panel));
    this.waiting = this.waiting.filter(({ panel }) => !this.fresh.has(panel));
    for (const { panel, act } of ready) {
      const described = this.described(panel);
      if (described) act(described);
    }
  }

  private clear(): void {
    this.fresh.clear();
    this.waiting = [];
    this.editor.clear();
    this.book.clear();
  }
}
