import { sql } from "kysely";
import { expect, test } from "vitest";
import { bookingRequest } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import { aResident, NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { aKnownPlace, imported, OFFER, PERSON } from "#tests/support/imports";
import { overlapping } from "#tests/support/overlapping";
import { requestBooking } from "~/bookings/request-booking.server";
import { savePerson } from "~/members/save-person.server";
import { findQuota } from "~/offers/offers.queries.server";

const WU = { ...PERSON, key: "wu", name: "吴大明", email: "wu@example.com", phone: "13900000032" };
const LAST = { ...PERSON, key: "he", name: "何小花", email: "he@example.com", phone: "13900000033" };

test("a row that a constraint refuses though no check did is told by its line, and nothing is written", async () => {
  const db = await aKnownPlace();
  await sql`create unique index person_name on person (name)`.execute(db.write);
  const rows = [PERSON, { ...WU, name: PERSON.name }, LAST];
  const { errors } = await expectNoWrite(db, () => imported(db, "people", rows));
  expect(errors).toEqual([
    {
      line: 3,
      column: "",
      message: expect.stringMatching(/refuses this row \(unique\).*rows after it were not tried$/s),
    },
  ]);
});

test("what stands in the file before and after a refused row is told with it", async () => {
  const db = await aKnownPlace();
  await sql`create unique index person_name on person (name)`.execute(db.write);
  const rows = [
    { ...PERSON, merchant: "nowhere" },
    LAST,
    { ...WU, name: LAST.name },
    { ...WU, key: "x", role: "king" },
  ];
  const { errors } = await expectNoWrite(db, () => imported(db, "people", rows));
  expect(errors.map(({ line, column }) => [line, column])).toEqual([
    [2, "merchant"],
    [4, ""],
    [5, "role"],
  ]);
});

test("a file with somebody whom another one adds at the same time is saved, and finds them known", async () => {
  const db = await aKnownPlace();
  const known = { key: "xu", name: PERSON.name, email: "xu@example.com", phone: "13900000031", locale: "zh-CN" };
  const [, report] = await overlapping(
    db,
    (trx) => savePerson(trx, { ...known, role: "cashier", scope_id: "teahouse" }, NOW),
    () => imported(db, "people", [{ ...PERSON, password: "" }, WU]),
  );
  expect(report).toMatchObject({ errors: [], added_count: 1, changed_count: 0, unchanged_count: 1 });
});

test("a campaign that is cut below what is being sold at the same time is an error of its row", async () => {
  const db = await aKnownPlace();
  const campaign = { ...OFFER, quota: "10", quota_per_resident: "3" };
  await imported(db, "offers", [campaign]);
  const request = bookingRequest({ id: "b1", resident_id: await aResident(db), offer_id: "tofu-set", quantity: 3 });
  const context = { keys: KEYS, origin: "http://127.0.0.1:3000", locale: "zh-CN" } as const;
  const [booked, report] = await overlapping(
    db,
    (trx) => requestBooking(trx, request, context, NOW),
    () =>
      imported(db, "offers", [
        { ...campaign, quota: "2" },
        { ...OFFER, key: "other" },
      ]),
  );
  expect(booked.ok).toBe(true);
  expect(report.errors.map(({ line }) => line)).toEqual([2]);
  expect(await findQuota(db.read, "tofu-set")).toMatchObject({ quota: 10, held: 3 });
});
