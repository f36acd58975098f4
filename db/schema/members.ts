export type PersonTable = {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  password_hash: string | null;
  locale: string;
  /** 1 once the person chose it themselves; until then it is a guess of whoever made the account. */
  is_locale_chosen: number;
  is_disabled: number;
  created_at: string;
};

/** `scope_id` is a merchant's id for shop staff and empty for roles held in the whole community. */
export type RoleGrantTable = {
  person_id: string;
  role: string;
  scope_id: string;
  constituency: string | null;
  granted_at: string;
};

export type SessionTable = { id_hash: string; person_id: string; created_at: string; expires_at: string };

export type SignInCodeTable = {
  id: string;
  phone: string;
  code_hash: string;
  created_at: string;
  expires_at: string;
  tries_left_count: number;
  used_at: string | null;
};

export type OneTimeLinkTable = { token_hash: string; person_id: string; expires_at: string; used_at: string | null };

export type NoticeTable = {
  id: string;
  key: string;
  person_id: string;
  kind: string;
  booking_id: string | null;
  values_json: string;
  created_at: string;
  seen_at: string | null;
};
