import classes from "./Cameras.module.css";
import { CopyLink } from "../links/CopyLink";
import { CopyCamera } from "./CopyCamera";
import { ScreenshotForm } from "./ScreenshotForm";
import { TileList } from "./TileList";

/** Other cameras in the picture, screenshots, and the camera as a link and as text. */
export default function CamerasTab() {
  return (
    <div className={classes.tab}>
      <TileList />
      <ScreenshotForm />
      <CopyLink />
      <CopyCamera />
    </div>
  );
}
