import { useConnection } from "../store/connectionStore";
import { useSession } from "../store/sessionStore";

/** True while there is a simulation that commands can act on. */
export function isSimulationReady(): boolean {
  const { state, scene } = useSession.getState();
  const { connection } = useConnection.getState();
  return connection.kind === "connected" && state === "live" && scene !== null;
}

/** The same for components. */
export function useSimulationReady(): boolean {
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  const live = useSession(({ state, scene }) => state === "live" && scene !== null);
  return connected && live;
}
