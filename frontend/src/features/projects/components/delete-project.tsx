/** Deletes a project once its address was typed. */
"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { paths } from "@/lib/routes";
import { useOrganization, useProject } from "@/lib/scope";
import { done, failed } from "@/lib/toast";

import { useDeleteProject } from "../api/change-project";

export function DeleteProject() {
  const organization = useOrganization();
  const project = useProject();
  const router = useRouter();
  const remove = useDeleteProject(project);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="danger" className="justify-self-start" onClick={() => setAsking(true)}>
        Delete project
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        typed={project.slug}
        title={`Delete ${project.name}?`}
        action="Delete for good"
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              done(`${project.name} is deleted.`);
              router.replace(paths.projects(organization.slug));
            },
            onError: failed,
            onSettled: () => setAsking(false),
          })
        }
      >
        <p>Every value in it is destroyed. Applications that read from it stop getting their variables.</p>
      </Confirm>
    </>
  );
}
