import { Outlet } from "@remix-run/react";

/** A resident's own pages live inside the public frame. */
export default function ResidentLayout() {
  return <Outlet />;
}
