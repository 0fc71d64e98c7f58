import { Gate } from "./(app)/_shell/gate";
import { HomeRedirect } from "@/features/organizations/components/home-redirect";

export default function Home() {
  return (
    <Gate>
      <HomeRedirect />
    </Gate>
  );
}
