import type { CameraAction, CameraGestures } from "../inputs/CameraGestures";
import type { KeyActions } from "../inputs/keys";
import { cycleTab, toggleSidebar } from "../store/sidebarStore";
import type { Commands } from "./Commands";
import { searchPanels } from "./searchPanels";
import type { ViewKeys } from "./ViewKeys";

/** What the keys of the picture do. */
export class KeyboardActions implements KeyActions {
  constructor(
    private readonly commands: Commands,
    private readonly gestures: CameraGestures,
    private readonly view: ViewKeys,
  ) {}

  toggleRunning(): void {
    this.commands.toggleRunning();
  }

  step(): void {
    this.commands.step();
  }

  stepBack(): void {
    this.commands.stepBack();
  }

  selectParent(): void {
    this.commands.selectParent();
  }

  faster(): void {
    this.commands.faster();
  }

  slower(): void {
    this.commands.slower();
  }

  reset(): void {
    this.commands.reset();
  }

  reload(): void {
    this.commands.reload();
  }

  turnCamera(dx: number, dy: number, time: number): void {
    this.gesture("rotate", dx, dy, time);
  }

  moveCamera(dx: number, dy: number, time: number): void {
    this.gesture("pan", dx, dy, time);
  }

  zoomCamera(way: number, time: number): void {
    this.gesture("zoom", 0, way, time);
  }

  lookAtMiddle(): void {
    this.commands.lookAt(0.5, 0.5);
  }

  freeCamera(): void {
    this.view.freeCamera(() => { this.commands.resetCamera(); });
  }

  cycleCamera(direction: 1 | -1): void {
    this.view.cycleCamera(direction);
  }

  toggleGroup(kind: "geom" | "site", group: number): void {
    this.view.toggleGroup(kind, group);
  }

  toggleFlag(key: string): boolean {
    return this.view.toggleFlag(key);
  }

  searchPanels(): void {
    searchPanels();
  }

  toggleSidebar(): void {
    toggleSidebar();
  }

  cycleTab(direction: 1 | -1): void {
    cycleTab(direction);
  }

  toggleRecording(): void {
    this.commands.toggleRecording();
  }

  showHelp(): void {
    this.commands.showHelp();
  }

  /** A gesture of its own for each press: a lost message costs one press at most. */
  private gesture(action: CameraAction, dx: number, dy: number, time: number): void {
    this.gestures.begin(action).moveTo(dx, dy, time);
  }
}
