import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";

const BACKEND = process.env.KEYNEST_BACKEND ?? "http://127.0.0.1:8000";

/** A static export for the ASGI process to serve; in development a dev server that hands API and sockets to it. */
export default function config(phase: string): NextConfig {
  const shared: NextConfig = {
    reactStrictMode: true,
    images: { unoptimized: true },
    devIndicators: false,
    poweredByHeader: false,
  };
  if (phase !== PHASE_DEVELOPMENT_SERVER) return { ...shared, output: "export" };
  return {
    ...shared,
    skipTrailingSlashRedirect: true,
    async rewrites() {
      const paths = ["/api/:path*", "/auth/:path*", "/o/:path*", "/ws/:path*", "/health/:path*", "/.well-known/:path*"];
      return paths.map((source) => ({ source, destination: `${BACKEND}${source}` }));
    },
  };
}
