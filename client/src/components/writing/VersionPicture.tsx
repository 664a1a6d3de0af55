import { useEffect, useState } from "react";
import { credentials } from "../../access/Credentials";
import type { SceneVersion } from "../../protocol/generated";
import { askForFile } from "../../support/files";
import { pictureAddress } from "../../writing/api";
import { Icon } from "../Icon";
import classes from "./Versions.module.css";

interface VersionPictureProps {
  version: SceneVersion;
  /** What it is for those who do not see it; nothing where the words beside it say that. */
  alt?: string;
}

/** How a version looks as it begins. */
export function VersionPicture({ version, alt = "" }: VersionPictureProps) {
  const address = usePicture(version);
  const [missing, setMissing] = useState(false);
  return (
    <span className={classes.frame}>
      <Icon name={version.success ? "cube" : "warning"} size="1.5rem" />
      {address !== null && !missing && (
        <img className={classes.picture} src={address} alt={alt} loading="lazy" onError={() => { setMissing(true); }} />
      )}
    </span>
  );
}

/** Where it is; null where there is none, or it has still to come. */
function usePicture(version: SceneVersion): string | null {
  const address = version.picture ? pictureAddress(version) : null;
  // A picture by its address says nothing of who asks but the cookie, which some frames have not.
  const direct = credentials.authorization === null;
  const [made, setMade] = useState<string | null>(null);
  useEffect(() => {
    if (direct || address === null) return undefined;
    let url: string | null = null;
    let over = false;
    void askForFile(address).then((asked) => {
      if (over || !("file" in asked)) return;
      url = URL.createObjectURL(asked.file);
      setMade(url);
    });
    return () => {
      over = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [address, direct]);
  return direct ? address : made;
}
