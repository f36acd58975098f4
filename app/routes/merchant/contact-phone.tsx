/** The number a resident left for this visit: one tap calls it. */
export function ContactPhone({ phone }: { phone: string }) {
  return (
    <a href={`tel:${phone}`} className="link tnum inline-flex min-h-touch items-center">
      {phone}
    </a>
  );
}
