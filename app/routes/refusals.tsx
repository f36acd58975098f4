import { Outlet } from "@remix-run/react";
import { RefusalPage } from "./refusal-page";

/** Inside every area's frame, so that a refusal keeps header and navigation around it. */
export default function Refusals() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <RefusalPage />;
}
