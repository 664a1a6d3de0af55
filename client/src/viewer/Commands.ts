import type { PlaceActions } from "../inputs/types";
import type { CameraPose, Command, FilmWish, Problem, SetTiles, Status, Tile } from "../protocol/generated";
import { CommandError } from "../protocol/messages";
import { useInterface } from "../store/interfaceStore";
import { addHint, addProblem } from "../store/noticesStore";
import { ownSelection } from "../store/selectionStore";
import { useRecording } from "../store/recordingStore";
import { useSession } from "../store/sessionStore";
import { expectStatus, useStatus } from "../store/statusStore";
import { isSimulationReady } from "./readiness";
import { pageStorage, rememberName } from "./settings";
import { nextSpeed } from "./speeds";

export type SendCommand = (command: Command) => Promise<void>;

/**
 * What a person can do to the simulation; a refusal is shown as a notice. While there is none
 * that could do it nothing is sent: what lies over the picture says why.
 */
export class Commands {
  /** What pointing at a place of the picture does. */
  readonly places: PlaceActions = {
    select: (x, y) => { void this.control({ type: "select_at", x, y, rtp: this.shownRtp() }); },
    lookAt: (x, y) => { this.lookAt(x, y); },
    track: (x, y) => {
      void this.control({ type: "track_at", x, y, rtp: this.shownRtp() }, {}, addHint);
    },
  };

  constructor(
    private readonly send: SendCommand,
    /** The RTP timestamp of the picture that is shown; null where the browser does not tell. */
    private readonly shownRtp: () => number | null,
  ) {}

  toggleRunning(): void {
    if (useStatus.getState().status?.running) this.pause();
    else this.run();
  }

  run(): void {
    void this.control({ type: "run" }, { running: true, steps_too_slow: false });
  }

  pause(): void {
    void this.control({ type: "pause" }, { running: false });
  }

  step(): void {
    if (!useSession.getState().scene?.capabilities.step) return;
    void this.control({ type: "step", count: 1 }, { running: false });
  }

  stepBack(): void {
    if (!useSession.getState().scene?.capabilities.history) return;
    void this.control({ type: "step_back", count: 1 }, { running: false }, addHint);
  }

  /** Go to a moment of the history; true when the simulation is there. */
  async seek(index: number): Promise<boolean> {
    return isSimulationReady() && (await this.perform({ type: "seek", index }));
  }

  /** Select a body by its number, or with null nothing. */
  select(body: number | null): void {
    void this.control({ type: "select_body", body });
  }

  /** Select what the selected body hangs on. */
  selectParent(): void {
    const { parent } = ownSelection()?.body ?? {};
    if (parent) this.select(parent);
  }

  /**
   * Look from there, free or following a body: with a camera of one's own where others are here, who
   * go on seeing what they see.
   */
  async lookFrom(pose: CameraPose, body: number | null): Promise<void> {
    const alone = useSession.getState().participants.length <= 1;
    if (alone || (await this.perform({ type: "take_view" }))) await this.control({ type: "look_from", pose, body });
  }

  lookAtBody(body: number, follow: boolean): void {
    void this.control({ type: "look_at_body", body, follow });
  }

  reset(keyframe: number | null = null): void {
    if (!useSession.getState().scene?.capabilities.reset) return;
    void this.control({ type: "reset", keyframe });
  }

  reload(): void {
    void this.control({ type: "reload" });
  }

  setSpeed(factor: number): void {
    void this.control({ type: "set_speed", factor }, { speed: factor, steps_too_slow: false });
  }

  faster(): void {
    this.changeSpeed(1);
  }

  slower(): void {
    this.changeSpeed(-1);
  }

  /** Nothing to look at is no fault: a person tapped the sky. */
  lookAt(x: number, y: number): void {
    void this.control({ type: "look_at", x, y, rtp: this.shownRtp() }, {}, addHint);
  }

  /** Let these tiles stand in the picture, and no others. */
  setTiles(next: readonly Tile[]): void {
    if (isSimulationReady()) void this.showTiles([...next]);
  }

  /** What is changed next builds on what was asked for, before the server tells it to all. */
  private async showTiles(tiles: Tile[]): Promise<void> {
    const { tiles: before } = useSession.getState();
    useSession.setState({ tiles });
    const done = await this.perform({ type: "set_tiles", tiles: tiles as SetTiles["tiles"] });
    if (!done && useSession.getState().tiles === tiles) useSession.setState({ tiles: before });
  }

  resetCamera(): void {
    void this.control({ type: "reset_camera" });
  }

  /** Begin a recording, or end the one that runs, whoever began it. */
  toggleRecording(): void {
    if (useRecording.getState().running) this.stopRecording();
    else this.startRecording();
  }

  startRecording(title = ""): void {
    void this.control({ type: "start_recording", title });
  }

  /** It can be ended while the simulation is away, too. */
  stopRecording(): void {
    void this.perform({ type: "stop_recording" });
  }

  makeFilm(wish: FilmWish): void {
    void this.control({ type: "make_film", wish });
  }

  cancelFilm(id: string): void {
    void this.perform({ type: "cancel_film", id });
  }

  /** What concerns people and their control. */
  people(command: Command): void {
    void this.perform(command);
  }

  rename(name: string): void {
    void this.perform({ type: "rename", name });
    rememberName(name, pageStorage());
  }

  /** True when it was taken. */
  say(text: string): Promise<boolean> {
    return this.perform({ type: "say", text });
  }

  showHelp(): void {
    useInterface.setState({ helpOpen: true });
  }

  /** True when the scene is loaded; a failure is shown as a notice. */
  async loadScene(name: string): Promise<boolean> {
    const loaded = await this.perform({ type: "load_scene", name });
    useSession.setState({ loading: null });
    return loaded;
  }

  watchFiles(on: boolean): void {
    void this.perform({ type: "watch_files", on });
  }

  /** True when it is saved. */
  saveKeyframe(name: string): Promise<boolean> {
    return this.perform({ type: "save_keyframe", name });
  }

  loadKeyframe(name: string): void {
    void this.control({ type: "load_keyframe", name });
  }

  deleteKeyframe(name: string): void {
    void this.perform({ type: "delete_keyframe", name });
  }

  private changeSpeed(direction: 1 | -1): void {
    const { scene, speeds } = useSession.getState();
    const { status } = useStatus.getState();
    if (!status || !scene?.capabilities.speed) return;
    const speed = nextSpeed(speeds, status.speed, direction);
    if (speed !== null) this.setSpeed(speed);
  }

  private async control(
    command: Command,
    expected: Partial<Status> = {},
    onRefused: (problem: Problem) => void = addProblem,
  ): Promise<void> {
    if (isSimulationReady() && (await this.perform(command, onRefused))) expectStatus(expected);
  }

  private async perform(command: Command, onRefused: (problem: Problem) => void = addProblem): Promise<boolean> {
    try {
      await this.send(command);
      return true;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      // Somebody else has control: that is no failure, and the way to it stands at the top.
      (error.problem.code === "control_needed" ? addHint : onRefused)(error.problem);
      return false;
    }
  }
}
