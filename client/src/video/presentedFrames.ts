/** How a page hears of animation frames. */
export interface Listening {
  requestFrame: (callback: () => void) => number;
  cancelFrame: (request: number) => void;
  now: () => number;
}

/** A picture is shown: its time in the video in seconds, and when, as `performance.now()`. */
export type FrameListener = (mediaTime: number, time: number) => void;

/** Tell of each picture that a `<video>` shows; call the result to end it. */
export function listenToFrames(
  video: HTMLVideoElement,
  listening: Listening,
  onFrame: FrameListener,
): () => void {
  return "requestVideoFrameCallback" in video
    ? listenByCallback(video, onFrame)
    : lookAtTime(video, listening, onFrame);
}

function listenByCallback(video: HTMLVideoElement, onFrame: FrameListener): () => void {
  const callback = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
    request = video.requestVideoFrameCallback(callback);
    onFrame(metadata.mediaTime, metadata.presentationTime);
  };
  let request = video.requestVideoFrameCallback(callback);
  return () => { video.cancelVideoFrameCallback(request); };
}

/** Without the callback each animation frame shows where the video has come to. */
function lookAtTime(
  video: HTMLVideoElement,
  { requestFrame, cancelFrame, now }: Listening,
  onFrame: FrameListener,
): () => void {
  let shown = -1;
  const look = (): void => {
    request = requestFrame(look);
    if (video.readyState < 2 || video.currentTime === shown) return;
    shown = video.currentTime;
    onFrame(shown, now());
  };
  let request = requestFrame(look);
  return () => { cancelFrame(request); };
}
