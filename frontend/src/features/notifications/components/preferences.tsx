/** Which happenings one wants to hear of, here and by mail. */
"use client";

import { QueryView } from "@/components/feedback/query-view";
import { Page } from "@/components/layout/page";
import { Switch } from "@/components/ui/switch";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { failed } from "@/lib/toast";

import { usePreferences, useSavePreference } from "../api/preferences";

export function Preferences() {
  const preferences = usePreferences();
  const save = useSavePreference();
  return (
    <Page title="Notification preferences" lead="Messages about the safety of your account always reach you.">
      <QueryView query={preferences}>
        {({ kinds }) => (
          <Table label="Notification preferences">
            <thead>
              <tr>
                <Th>What happens</Th>
                <Th>In KeyNest</Th>
                <Th>By mail</Th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, label, in_app, mail, mandatory }) => (
                <Tr key={kind}>
                  <Td>{label}</Td>
                  <Td>
                    <Switch
                      label={`${label}: in KeyNest`}
                      checked={in_app}
                      disabled={mandatory}
                      onChange={(on) => save.mutate({ kind, in_app: on, mail }, { onError: failed })}
                    />
                  </Td>
                  <Td>
                    <Switch
                      label={`${label}: by mail`}
                      checked={mail}
                      disabled={mandatory}
                      onChange={(on) => save.mutate({ kind, in_app, mail: on }, { onError: failed })}
                    />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </QueryView>
    </Page>
  );
}
