import { NotFoundState } from "@/components/feedback/states";
import { AuthFrame } from "@/components/layout/auth-frame";

export default function NotFound() {
  return (
    <AuthFrame title="Page not found">
      <NotFoundState />
    </AuthFrame>
  );
}
