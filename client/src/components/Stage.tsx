import { memo, useEffect, useRef } from "react";
import classes from "./Stage.module.css";
import { useViewer } from "./viewerContext";

const NAME =
  "Simulation picture. Drag to turn the camera, press Space to run or pause, question mark for all keys.";

const VIDEOS = ["webrtc", "mse"] as const;

/** The picture over the whole page. Frames are drawn from outside of React. */
export const Stage = memo(function Stage() {
  const viewer = useViewer();
  const stage = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const free = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const mse = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    if (!stage.current || !area.current || !free.current) return undefined;
    if (!canvas.current || !video.current || !mse.current) return undefined;
    return viewer.attach({
      stage: stage.current,
      area: area.current,
      free: free.current,
      canvas: canvas.current,
      video: video.current,
      mse: mse.current,
    });
  }, [viewer]);

  return (
    <main>
      {/* The picture takes keys and drags itself, which the role tells assistive technology. */}
      <div
        ref={stage}
        className={classes.stage}
        tabIndex={0}
        role="application"
        aria-label={NAME}
      >
        <div ref={area} className={classes.area} />
        <div ref={free} className={classes.free} />
        <canvas ref={canvas} className={classes.picture} width={16} height={9} aria-hidden="true" />
        {/* One each, so that a way shows its picture until the next has one. */}
        {VIDEOS.map((way) => (
          <video
            key={way}
            ref={way === "mse" ? mse : video}
            data-way={way}
            className={`${classes.picture ?? ""} ${classes.video ?? ""}`}
            autoPlay
            muted
            playsInline
            disablePictureInPicture
            aria-hidden="true"
            tabIndex={-1}
          />
        ))}
      </div>
    </main>
  );
});
