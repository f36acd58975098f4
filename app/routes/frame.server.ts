import type { LoaderFunctionArgs } from "@remix-run/node";
import { countUnseenNotices } from "~/members/members.queries.server";
import { merchantOf } from "~/members/person";
import { ROLES } from "~/members/role";
import type { Frame } from "./area-frame";
import { answerOrComeBack } from "./come-back.server";
import { getCommunityOf } from "./read-once.server";
import { findVisitor } from "./visitor.server";

type AreaFrame = Frame & { roles: string[]; shop_id: string | null };

/** The loader of every area's layout: names and phone for the frame. It guards nothing: each page does for itself. */
export function loadFrame(args: LoaderFunctionArgs): Promise<AreaFrame> {
  return answerOrComeBack(args, () => readFrame(args));
}

async function readFrame({ request, context }: LoaderFunctionArgs): Promise<AreaFrame> {
  const [community, { person }] = await Promise.all([getCommunityOf(context), findVisitor(request, context)]);
  return {
    community_name: { written: community.name_zh, english: community.name_en },
    desk_phone: community.desk_phone,
    is_demo: community.is_demo === 1,
    person_name: person?.name ?? null,
    roles: ROLES.filter((role) => person?.grants.some((grant) => grant.role === role)),
    notice_count: person ? await countUnseenNotices(context.services.db.read, person.id) : 0,
    shop_id: person ? (merchantOf(person, ROLES) ?? null) : null,
  };
}
