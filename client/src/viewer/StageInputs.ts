import { CameraGestures, type SendInput } from "../inputs/CameraGestures";
import type { GestureNumbers } from "../inputs/GestureNumbers";
import { KeyboardInput } from "../inputs/KeyboardInput";
import { PointerInput } from "../inputs/PointerInput";
import { PointingInput } from "../inputs/PointingInput";
import { PullGestures } from "../inputs/PullGestures";
import { TouchInput } from "../inputs/TouchInput";
import type { Input } from "../inputs/types";
import { WheelInput } from "../inputs/WheelInput";
import { useInterface } from "../store/interfaceStore";
import { browserClock } from "../support/clock";
import type { Commands } from "./Commands";
import { KeyboardActions } from "./KeyboardActions";
import type { VideoStage } from "./VideoStage";
import type { ViewKeys } from "./ViewKeys";

/** Mouse, pen, touch, wheel and keys on the picture: all that a person does to camera and simulation. */
export class StageInputs {
  /** One for all stages, because the numbers of gestures go on as long as the page lives. */
  private readonly gestures: CameraGestures;
  private readonly pulls: PullGestures;

  constructor(
    private readonly commands: Commands,
    private readonly view: ViewKeys,
    private readonly sendInput: SendInput,
    private readonly shownRtp: () => number | null,
    private readonly numbers: GestureNumbers,
  ) {
    this.gestures = new CameraGestures(sendInput, numbers);
    this.pulls = new PullGestures(numbers, sendInput, shownRtp, browserClock);
  }

  /** Listen on this stage; call the result to stop. */
  register(stage: VideoStage): () => void {
    const inputs = this.create(stage);
    for (const input of inputs) input.register();
    return () => {
      for (const input of inputs) input.unregister();
    };
  }

  private create(stage: VideoStage): Input[] {
    const { commands, gestures, pulls } = this;
    const { numbers, sendInput, shownRtp } = this;
    return [
      // First, because it keeps from the others what it takes.
      new PointingInput(stage, numbers, sendInput, shownRtp, () => useInterface.getState().pointing),
      new PointerInput(stage, gestures, pulls, commands.places),
      new TouchInput(stage, gestures, pulls, commands.places, browserClock),
      new WheelInput(stage, gestures, browserClock),
      new KeyboardInput(stage.element, new KeyboardActions(commands, gestures, this.view)),
    ];
  }
}
