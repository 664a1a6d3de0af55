import { CameraGestures, type SendInput } from "../inputs/CameraGestures";
import { KeyboardInput } from "../inputs/KeyboardInput";
import { PointerInput } from "../inputs/PointerInput";
import { TouchInput } from "../inputs/TouchInput";
import type { Input, LookAt } from "../inputs/types";
import { WheelInput } from "../inputs/WheelInput";
import { browserClock } from "../support/clock";
import type { Commands } from "./Commands";
import { KeyboardActions } from "./KeyboardActions";
import type { VideoStage } from "./VideoStage";
import type { ViewKeys } from "./ViewKeys";

/** Mouse, pen, touch, wheel and keys on the picture: all that a person does to camera and simulation. */
export class StageInputs {
  /** One for all stages, because the numbers of gestures go on as long as the page lives. */
  private readonly gestures: CameraGestures;

  constructor(
    private readonly commands: Commands,
    private readonly view: ViewKeys,
    sendInput: SendInput,
  ) {
    this.gestures = new CameraGestures(sendInput);
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
    const { commands, gestures } = this;
    const lookAt: LookAt = (x, y) => { commands.lookAt(x, y); };
    return [
      new PointerInput(stage, gestures, lookAt),
      new TouchInput(stage, gestures, lookAt),
      new WheelInput(stage, gestures, browserClock),
      new KeyboardInput(stage.element, new KeyboardActions(commands, gestures, this.view)),
    ];
  }
}
