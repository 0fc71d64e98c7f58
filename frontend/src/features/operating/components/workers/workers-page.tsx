/** Whether what works in the background is well: the answer first, then every figure behind it. */
"use client";

import { QueryView } from "@/components/feedback/query-view";

import { useFigures } from "../../api/figures";
import { useNow } from "../../use-now";
import { Failures } from "./failures";
import { Freshness, oldAge } from "./freshness";
import { Jobs } from "./jobs";
import { Lanes } from "./lanes";
import { Processes } from "./processes";
import { Sockets } from "./sockets";
import { Tiles } from "./tiles";
import { VerdictBox } from "./verdict-box";

export function WorkersPage() {
  const query = useFigures();
  const now = useNow();
  return (
    <QueryView query={query}>
      {(figures) => (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
            <VerdictBox figures={figures} now={now} old={oldAge(query, now)} />
            <Freshness query={query} now={now} />
          </div>
          <Tiles figures={figures} now={now} />
          <Lanes figures={figures} now={now} />
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-2">
            <Processes workers={figures.workers} now={now} />
            <Failures mail={figures.mail} now={now} />
          </div>
          <Sockets nodes={figures.sockets.nodes} now={now} />
          <Jobs jobs={figures.jobs} now={now} />
        </div>
      )}
    </QueryView>
  );
}
