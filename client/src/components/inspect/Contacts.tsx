import { UnstyledButton } from "@mantine/core";
import type { ContactState } from "../../protocol/generated";
import { useSelection } from "../../store/selectionStore";
import { useViewer } from "../viewerContext";
import classes from "./Inspect.module.css";
import { number } from "./numbers";

/** What a body touches now, and with what force. */
export function Contacts({ body }: { body: number }) {
  const state = useSelection(({ states }) => states[body]);
  if (!state) return null;
  const { contacts, more_contacts: more = 0 } = state;
  return (
    <>
      <h4 className={classes.subheading}>Contacts</h4>
      {contacts.length === 0 ? (
        <p className={classes.dim}>It touches nothing.</p>
      ) : (
        <table className={classes.contacts}>
          <thead>
            <tr>
              <th scope="col">With</th>
              <th scope="col">Normal, N</th>
              <th scope="col">Friction, N</th>
              <th scope="col">Depth, mm</th>
            </tr>
          </thead>
          <tbody>
            {contacts.map((contact, index) => <ContactRow key={index} contact={contact} />)}
          </tbody>
        </table>
      )}
      {more > 0 && <p className={classes.dim}>And {more} more with smaller forces.</p>}
    </>
  );
}

function ContactRow({ contact }: { contact: ContactState }) {
  const { commands } = useViewer();
  const { other, other_body: body, normal, friction, depth } = contact;
  return (
    <tr>
      <td>
        {body > 0 ? (
          <UnstyledButton className={classes.link} onClick={() => { commands.select(body); }}>
            {other}
          </UnstyledButton>
        ) : (
          other
        )}
      </td>
      <td>{number(normal)}</td>
      <td>{number(friction)}</td>
      <td>{number(depth * 1000)}</td>
    </tr>
  );
}
