import { useTranslations } from "use-intl";
import type { BookingTerms } from "~/bookings/booking";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { CodeGroups, QrCode } from "~/components/qr-code";
import { TextLink } from "~/components/text-link";
import { Seal, Ticket } from "~/components/ticket";
import { formatMoney } from "~/kernel/money";
import type { ShownBooking } from "./booking-view";

interface ShownTicket {
  id: string;
  ordinal: number;
  /** `waiting`: nobody may use it while its payment is looked into. */
  state: "issued" | "waiting" | "redeemed" | "void" | "expired";
  /** What a bank gave back of it; 0 where that was won back, null where no bank took anything. */
  charged_back_minor: number | null;
  paid_minor: number;
  code: string;
  /** What its QR says; null where it cannot be used. */
  url: string | null;
  used: string | null;
  receipt: { code: string; fund_minor: number; state: "promised" | "entered" | "refunded" } | undefined;
}

interface VoucherTicketsProps {
  booking: ShownBooking;
  terms: BookingTerms;
  vouchers: readonly ShownTicket[];
}

/** One perforated ticket a voucher; a used one carries the seal. */
export function VoucherTickets({ booking, terms, vouchers }: VoucherTicketsProps) {
  const t = useTranslations("voucher");
  return (
    <div className="mt-6 grid gap-6">
      {vouchers.map((voucher) => {
        const is_usable = voucher.state === "issued";
        return (
          <div key={voucher.id} data-voucher-state={voucher.state}>
            <Ticket
              isSpent={!is_usable}
              seal={is_usable || voucher.state === "waiting" ? undefined : <VoucherSeal voucher={voucher} />}
              header={
                <>
                  <p className="text-sm text-ink-2">
                    {t("ticket", { ordinal: voucher.ordinal, count: booking.quantity })}
                  </p>
                  <p className="text-lg font-semibold">
                    <OwnText written={terms.title_zh} english={terms.title_en} />
                  </p>
                  <p>
                    {booking.slot ?? (booking.valid_until ? t("valid_until", { time: booking.valid_until }) : null)}
                  </p>
                </>
              }
              stub={
                <div className="text-center">
                  <p className="text-sm text-ink-2">{t("code")}</p>
                  <p data-testid="voucher-code">
                    <CodeGroups code={voucher.code} struck={!is_usable} />
                  </p>
                  <p className="mt-1 text-sm text-ink-2">{is_usable ? t("how") : null}</p>
                </div>
              }
            >
              {voucher.url ? (
                <div className="grid justify-items-center">
                  <QrCode text={voucher.url} label={t("qr", { ordinal: voucher.ordinal })} />
                </div>
              ) : (
                <TicketText voucher={voucher} />
              )}
            </Ticket>
            <ReceiptLine voucher={voucher} />
          </div>
        );
      })}
    </div>
  );
}

/** Why a ticket shows no code to scan, where that needs words. */
function TicketText({ voucher }: { voucher: ShownTicket }) {
  const t = useTranslations("voucher");
  if (voucher.state === "waiting") return <p>{t("waiting_text")}</p>;
  return <p>{voucher.used ? t("used_at", { time: voucher.used }) : null}</p>;
}

function VoucherSeal({ voucher }: { voucher: ShownTicket }) {
  const t = useTranslations("voucher");
  return <Seal caption={voucher.used ?? undefined}>{t(sealName(voucher))}</Seal>;
}

/** Void is not given back: a bank may have taken the money, and it may have been won back. */
function sealName({ state, charged_back_minor }: ShownTicket) {
  if (state === "redeemed") return "used";
  if (state !== "void") return "expired";
  if (charged_back_minor === null) return "void";
  return charged_back_minor > 0 ? "void_by_bank" : "void_ended";
}

function ReceiptLine({ voucher }: { voucher: ShownTicket }) {
  const t = useTranslations("voucher");
  const common = useTranslations("common");
  if (!voucher.receipt || voucher.receipt.state === "refunded") return null;
  const { code, fund_minor, state } = voucher.receipt;
  return (
    <Section>
      <p>
        {common("two_sentences", {
          first: t("receipt_line", { paid: formatMoney(voucher.paid_minor), fund: formatMoney(fund_minor) }),
          second: state === "entered" ? t("receipt_entered") : t("receipt_promised"),
        })}
      </p>
      <TextLink href={`/receipts/${code}`}>{t("receipt")}</TextLink>
    </Section>
  );
}
