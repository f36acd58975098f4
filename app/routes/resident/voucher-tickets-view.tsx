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
  state: "issued" | "redeemed" | "void" | "expired";
  paid_minor: number;
  code: string;
  url: string;
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
              seal={is_usable ? undefined : <VoucherSeal voucher={voucher} />}
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
              {is_usable ? (
                <div className="grid justify-items-center">
                  <QrCode text={voucher.url} label={t("qr", { ordinal: voucher.ordinal })} />
                </div>
              ) : (
                <p>{voucher.used ? t("used_at", { time: voucher.used }) : null}</p>
              )}
            </Ticket>
            <ReceiptLine voucher={voucher} />
          </div>
        );
      })}
    </div>
  );
}

function VoucherSeal({ voucher }: { voucher: ShownTicket }) {
  const t = useTranslations("voucher");
  const words = voucher.state === "redeemed" ? t("used") : voucher.state === "void" ? t("void") : t("expired");
  return <Seal caption={voucher.used ?? undefined}>{words}</Seal>;
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
